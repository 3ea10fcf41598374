package io.twinstream.faults

import java.io.{ByteArrayOutputStream, IOException, OutputStream}
import java.net.URI
import java.nio.file.{Files, Path => LocalPath}
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs._
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/** Folders of this machine as `faulty:/...`, whose calls fail as the seed under way has planned. The first
  * name below the seed's folder says whose files they are: `sink`, `checkpoint` or `savepoint`.
  */
final class FaultFs extends RawLocalFileSystem {
  private val uri = URI.create(FaultFs.Scheme + ":///")

  override def getScheme: String = FaultFs.Scheme

  /** Asked for by the constructor of the class above, before there is a value here. */
  override def getUri: URI = if (uri == null) URI.create(FaultFs.Scheme + ":///") else uri

  override def initialize(name: URI, conf: Configuration): Unit = {
    super.initialize(name, conf)
    setWorkingDirectory(new Path(FaultFs.Scheme + ":" + System.getProperty("user.dir")))
  }

  private def at[A](operation: String, path: Path)(effect: => A): A = FaultFs.seed match {
    case Some(seed) => seed.at(operation, path, ())(effect)
    case None       => effect
  }

  override def create(
      path: Path,
      permission: FsPermission,
      overwrite: Boolean,
      buffer: Int,
      replication: Short,
      block: Long,
      progress: Progressable
  ): FSDataOutputStream = create(path, overwrite, buffer, replication, block, progress)

  override def create(
      path: Path,
      overwrite: Boolean,
      buffer: Int,
      replication: Short,
      block: Long,
      progress: Progressable
  ): FSDataOutputStream = {
    val out = at("create", path)(super.create(path, overwrite, buffer, replication, block, progress))
    FaultFs.seed.fold(out)(seed => new FSDataOutputStream(new Content(seed, path, out), null))
  }

  override def createNonRecursive(
      path: Path,
      permission: FsPermission,
      flags: java.util.EnumSet[CreateFlag],
      buffer: Int,
      replication: Short,
      block: Long,
      progress: Progressable
  ): FSDataOutputStream =
    create(path, permission, flags.contains(CreateFlag.OVERWRITE), buffer, replication, block, progress)

  override def rename(from: Path, to: Path): Boolean = at("rename", from)(super.rename(from, to))

  override def delete(path: Path, recursive: Boolean): Boolean =
    at("delete", path)(super.delete(path, recursive))

  override def listStatus(path: Path): Array[FileStatus] = at("list", path)(super.listStatus(path))

  /** Hadoop starts a process for it. */
  override def setPermission(path: Path, permission: FsPermission): Unit = ()

  override def getFileLinkStatus(path: Path): FileStatus = getFileStatus(path)

  /** What is written reaches the file when it is closed, or flushed on purpose. */
  private final class Content(seed: FaultFs.Seed, path: Path, file: FSDataOutputStream)
      extends OutputStream
      with Syncable {
    private val held = new ByteArrayOutputStream
    private var isClosed = false

    override def write(byte: Int): Unit = held.write(byte)
    override def write(bytes: Array[Byte], from: Int, length: Int): Unit = held.write(bytes, from, length)
    override def hflush(): Unit = through(held.size)
    override def hsync(): Unit = through(held.size)

    private def through(bytes: Int): Unit = {
      seed.faults.checkAlive()
      file.write(held.toByteArray, 0, bytes)
      held.reset()
      file.flush()
    }

    override def close(): Unit = if (!isClosed) {
      isClosed = true
      try seed.at("content", path, through(held.size / 2))(through(held.size))
      finally file.close()
    }
  }
}

object FaultFs {
  val Scheme = "faulty"

  /** The seed whose files these are, and the folder of all that is its own. */
  final class Seed(val root: LocalPath, val faults: Faults) {
    private[faults] def at[A](operation: String, path: Path, half: => Unit)(effect: => A): A = {
      val file = java.nio.file.Paths.get(path.toUri.getPath)
      val within = if (file.startsWith(root)) root.relativize(file) else file.getFileName
      val area = within.getName(0).toString
      faults.checkAlive()
      Seam.ofFiles(area, operation) match {
        case Some(seam) =>
          if (operation != "list") faults.history.add(s"  $operation $within")
          faults.at(seam, half)(effect)
        case None => effect
      }
    }
  }

  @volatile private var current: Option[Seed] = None

  def seed: Option[Seed] = current

  /** Runs something in which `faulty:` has these faults below this folder. */
  def use[A](root: LocalPath, faults: Faults)(body: => A): A = {
    current = Some(new Seed(root, faults))
    try body
    finally current = None
  }

  def uri(folder: LocalPath): String = Scheme + ":" + folder
}

/** The same for those who ask for an `AbstractFileSystem`, as the checkpoints of queries do. */
final class FaultAbstractFs(uri: URI, conf: Configuration)
    extends DelegateToFileSystem(uri, FaultAbstractFs.files(uri, conf), conf, FaultFs.Scheme, false) {
  override def getUriDefaultPort: Int = -1
  override def getServerDefaults(path: Path): FsServerDefaults =
    org.apache.hadoop.fs.local.LocalConfigKeys.getServerDefaults
  override def isValidName(name: String): Boolean = true
}

object FaultAbstractFs {
  val Setting = s"fs.AbstractFileSystem.${FaultFs.Scheme}.impl"

  private def files(uri: URI, conf: Configuration): FileSystem = {
    val files = new FaultFs
    files.initialize(uri, conf)
    files
  }
}
