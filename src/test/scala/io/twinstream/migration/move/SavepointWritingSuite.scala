package io.twinstream.migration.move

import io.twinstream.{LongRun, TempFolder, TwinSession}
import io.twinstream.migration.inspect.Fixtures
import io.twinstream.savepoint.{Savepoint, Savepoints}
import java.io.{IOException, OutputStream}
import java.net.URI
import java.nio.file.{Files, Path}
import java.util.Optional
import java.util.concurrent.atomic.AtomicInteger
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.fs.{FSDataOutputStream, FileStatus, RawLocalFileSystem, Path => HadoopPath}
import org.apache.hadoop.util.Progressable
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.{Failure, Success, Try}

/** A savepoint is written whole or not at all, wherever its file system fails. */
class SavepointWritingSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val session = TwinSession.session
  private def sparks = session.sparkContext.hadoopConfiguration
  private val settings =
    Map("fs.failing.impl" -> classOf[FailingFileSystem].getName, "fs.failing.impl.disable.cache" -> "true")

  private lazy val hadoop = {
    val conf = new Configuration
    settings.foreach { case (key, value) => conf.set(key, value) }
    conf
  }

  override def beforeAll(): Unit = settings.foreach { case (key, value) => sparks.set(key, value) }

  override def afterAll(): Unit = settings.keys.foreach(sparks.unset(_))

  private def write(checkpoint: Path, out: Path): Try[Savepoint] = {
    val maker = SavepointMaker.of(checkpoint.toString, hadoop)
    Try(maker.write(s"failing:$out", Optional.empty(), session))
  }

  /** A query without state, whose savepoint is one file. */
  private def stateless(folder: Path): Path = {
    val checkpoint = folder.resolve("checkpoint")
    for (
      (path, text) <- Seq(
        "metadata" -> """{"id":"q"}""",
        "offsets/0" -> "v1\n{\"conf\":{}}\n{\"orders\":{\"0\":118}}",
        "commits/0" -> "v1\n{}"
      )
    ) {
      Files.createDirectories(checkpoint.resolve(path).getParent)
      TempFolder.write(checkpoint.resolve(path), text)
    }
    checkpoint
  }

  private def left(folder: Path): Set[String] = {
    val all = Files.list(folder)
    try all.iterator.asScala.map(_.getFileName.toString).toSet
    finally all.close()
  }

  /** Fails at one call; says how many calls there were, and whether the savepoint was made. */
  private def fail(checkpoint: Path, folder: Path, fault: Fault): (Int, Boolean) = {
    val out = Files.createDirectory(folder.resolve("place")).resolve("out")
    Fault.begin(fault)
    val made = write(checkpoint, out)
    val calls = Fault.end()
    withClue(s"$fault: ") {
      if (Files.exists(out.resolve(Savepoint.FILE)))
        Savepoints.read(session, out.toString).check()
      else assert(!Files.exists(out) || left(out).isEmpty)
      made match {
        case Success(savepoint) => assert(Savepoints.read(out.toString, hadoop) == savepoint)
        // It may have failed when all was done, and cannot remove what it must not call again.
        case Failure(_) if !fault.isForGood && fault.how != "after" =>
          assert(left(folder.resolve("place")).subsetOf(Set("out", ".out.crc")))
        case Failure(_) =>
      }
      // The next try begins from nothing.
      if (made.isFailure && !Files.exists(out.resolve(Savepoint.FILE)))
        assert(write(checkpoint, out).isSuccess)
    }
    TempFolder.delete(folder.resolve("place"))
    (calls, made.isSuccess)
  }

  private def failEach(checkpoint: Path, folder: Path, step: Int): Int = {
    var failed = 0
    for (how <- Seq("before", "after", "half", "killed", "full")) {
      var at = 1
      var calls = Int.MaxValue
      while (at <= calls) {
        val (counted, isMade) = fail(checkpoint, folder, Fault(at, how))
        // One that is not killed makes as many calls as it must, and perhaps one to clean up.
        calls = if (isMade) counted else math.max(at, counted)
        failed += (if (isMade) 0 else 1)
        at += step
        if (isMade && how != "after") calls = math.min(calls, at)
      }
    }
    failed
  }

  test("a savepoint without state: every call fails once") {
    TempFolder.use { folder =>
      assert(failEach(stateless(folder), folder, 1) > 10)
    }
  }

  test("a savepoint with state: some calls fail") {
    Fixtures.use("spark-4.1") { checkpoint =>
      for ((at, how) <- Seq((17, "half"), (25, "killed")))
        fail(checkpoint, checkpoint.getParent, Fault(at, how))
    }
  }

  test("a savepoint with state: every call fails once", LongRun) {
    Fixtures.use("spark-4.1") { checkpoint =>
      assert(failEach(checkpoint, checkpoint.getParent, 1) > 100)
    }
  }
}

/** The n-th call of the file system fails: before its effect, after it, with half of it; from then on every
  * call (`killed`), or every one that writes (`full`).
  */
final case class Fault(at: Int, how: String) {
  def isForGood: Boolean = how == "killed"
}

object Fault {
  private val calls = new AtomicInteger
  @volatile private var fault: Option[Fault] = None

  def begin(next: Fault): Unit = {
    calls.set(0)
    fault = Some(next)
  }

  /** How many calls there were. */
  def end(): Int = {
    fault = None
    calls.get
  }

  def call[A](isWriting: Boolean, half: => A)(effect: => A): A = fault match {
    case None                 => effect
    case Some(Fault(at, how)) =>
      val number = calls.incrementAndGet
      how match {
        case "before" if number == at            => throw new IOException(s"call $number fails")
        case "after" if number == at             => effect; throw new IOException(s"call $number failed")
        case "half" if number == at              => half
        case "killed" if number >= at            => throw new IOException("killed")
        case "full" if number >= at && isWriting => half
        case _                                   => effect
      }
  }
}

/** The local file system, which fails where [[Fault]] says. */
class FailingFileSystem extends RawLocalFileSystem {
  private def no[A]: A = throw new IOException("No space left on device")

  override def getUri: URI = URI.create("failing:///")

  override def getScheme: String = "failing"

  override def create(
      file: HadoopPath,
      permission: FsPermission,
      overwrite: Boolean,
      buffer: Int,
      replication: Short,
      block: Long,
      progress: Progressable
  ): FSDataOutputStream = {
    def real = super.create(file, permission, overwrite, buffer, replication, block, progress)
    Fault.call(isWriting = true, new FSDataOutputStream(new HalfStream(real), null))(real)
  }

  override def rename(from: HadoopPath, to: HadoopPath): Boolean =
    Fault.call(isWriting = false, false)(super.rename(from, to))

  override def delete(path: HadoopPath, recursive: Boolean): Boolean =
    Fault.call(isWriting = false, no[Boolean])(super.delete(path, recursive))

  override def mkdirs(path: HadoopPath): Boolean =
    Fault.call(isWriting = true, no[Boolean])(super.mkdirs(path))

  override def listStatus(path: HadoopPath): Array[FileStatus] =
    Fault.call(isWriting = false, no[Array[FileStatus]])(super.listStatus(path))
}

/** Takes ten bytes. */
private class HalfStream(real: OutputStream) extends OutputStream {
  private var left = 10

  override def write(byte: Int): Unit = {
    if (left == 0) throw new IOException("No space left on device")
    left -= 1
    real.write(byte)
  }

  override def close(): Unit = real.close()
}
