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

  /** The paths of all files below a folder. */
  def below(of: String): Seq[String] = {
    val all = files.listFiles(path(of), true)
    Iterator.continually(all).takeWhile(_.hasNext).map(_.next().getPath.toString).toList
  }

  /** A copy on the local disk. */
  def copied(of: String, folder: LocalPath): LocalPath = {
    val to = LocalFiles.createTempDirectory(folder, "hdfs").resolve("copy")
    if (files.exists(path(of))) files.copyToLocalFile(path(of), new Path(to.toString))
    to
  }
}

object Hdfs {
  private val jars = Bin.home.resolve("target/hadoop/jars")

  /** One more data node, in a process of its own. */
  def dataNode(hdfs: Hdfs, folder: LocalPath): Bin.Running = {
    val ports =
      Seq("address", "http.address", "ipc.address").flatMap(of => Seq("-D", s"dfs.datanode.$of=localhost:0"))
    val before = hdfs.files.getDataNodeStats.length
    val node = Bin.start(
      folder,
      Seq(s"${System.getProperty("java.home")}/bin/java", "-Xmx256m", "-cp", s"$jars/*") ++
        Seq("org.apache.hadoop.hdfs.server.datanode.DataNode", "-fs", hdfs.address) ++
        Seq("-D", s"dfs.datanode.data.dir=${LocalFiles.createTempDirectory(folder, "node")}") ++ ports
    )
    Bin.eventually(node)(hdfs.files.getDataNodeStats.length > before)
    node
  }

  def use[A](body: Hdfs => A): A = use(1)(body)

  /** Of so many data nodes, each block on two of them where there are two. */
  def use[A](dataNodes: Int)(body: Hdfs => A): A = {
    val hdfs = LocalHdfs.start(jars, 0, null, dataNodes)
    try body(new Hdfs(hdfs.address))
    finally hdfs.close()
  }
}
