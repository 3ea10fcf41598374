package io.twinstream.endtoend

import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._

/** `local cluster` as processes. */
object LocalCluster {

  /** Processes that live for seconds compile less, and share their cores with many others. */
  val quick = Map("JDK_JAVA_OPTIONS" -> "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

  def startCluster(folder: Path, options: String*): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "local", "cluster", "--logs", folder.resolve("logs").toString) ++ options,
      quick + ("JAVA_TOOL_OPTIONS" -> s"-Djava.io.tmpdir=${Files.createDirectories(folder.resolve("tmp"))}")
    )

  def running(cluster: Bin.Running, what: String): Seq[ProcessHandle] =
    cluster.descendants.filter(_.info.commandLine.orElse("").contains(what))

  def master(cluster: Bin.Running): String = {
    Bin.eventually(cluster)(cluster.out.contains("\n"))
    val address = cluster.out.trim
    assert(address.matches("spark://127\\.0\\.0\\.1:\\d+"), cluster.out)
    address
  }

  /** The living executor whose log says that it has started the receiver. */
  def receiver(folder: Path, cluster: Bin.Running): ProcessHandle = {
    val logs = Files.walk(folder.resolve("logs")).iterator.asScala.filter(_.endsWith("stderr")).toList
    logs
      .filter(Files.readAllLines(_).asScala.exists(_.contains("Starting receiver 0")))
      .flatMap(log => running(cluster, s"--executor-id ${log.getParent.getFileName} "))
      .head
  }
}
