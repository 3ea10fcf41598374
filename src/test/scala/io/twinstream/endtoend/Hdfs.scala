package io.twinstream.endtoend

import io.twinstream.local.servers.LocalHdfs
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files => LocalFiles, Path => LocalPath}
import java.util.concurrent.atomic.AtomicInteger
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.hadoop.hdfs.DistributedFileSystem

/** A real HDFS for tests. */
final class Hdfs(val address: String) {
  private val moved = new AtomicInteger

  lazy val files: DistributedFileSystem = {
    val made = new DistributedFileSystem
    made.initialize(new URI(address), new Configuration)
    made
  }

  def path(of: String): Path = new Path(address + of)

  /** Writes a file elsewhere and moves it in whole. */
  def moveIn(folder: String, lines: Seq[String]): Unit = {
    val name = s"f${moved.incrementAndGet()}"
    val beside = path(s"/beside/$name")
    val out = files.create(beside)
    try out.write(lines.mkString("", "\n", "\n").getBytes(UTF_8))
    finally out.close()
    files.mkdirs(path(folder))
    assert(files.rename(beside, path(s"$folder/$name")))
  }

  /** The names in a folder; none while it is not there. */
  def names(of: String): Seq[String] =
    if (files.exists(path(of))) files.listStatus(path(of)).map(_.getPath.getName).toSeq else Nil

  /** A copy on the local disk. */
  def copied(of: String, folder: LocalPath): LocalPath = {
    val to = LocalFiles.createTempDirectory(folder, "hdfs").resolve("copy")
    if (files.exists(path(of))) files.copyToLocalFile(path(of), new Path(to.toString))
    to
  }
}

object Hdfs {
  def use[A](body: Hdfs => A): A = {
    val hdfs = LocalHdfs.start(Bin.home.resolve("target/hadoop/jars"), 0, null, 1)
    try body(new Hdfs(hdfs.address))
    finally hdfs.close()
  }
}
