package io.twinstream.endtoend

import io.twinstream.TempFolder
import java.nio.file.{Files, Path}

/** A real Flume agent, as a process with its own class path: lines that come in at `port` go through a file
  * channel into a sink.
  */
final class Flume private (folder: Path, jars: Path, val port: Int, sink: Seq[String]) {
  private val settings = Seq(
    "sources = lines",
    "channels = kept",
    "sinks = out",
    "sources.lines.type = netcat",
    "sources.lines.bind = localhost",
    s"sources.lines.port = $port",
    "sources.lines.max-line-length = 100000",
    "sources.lines.channels = kept",
    "channels.kept.type = file",
    s"channels.kept.checkpointDir = $folder/channel-checkpoint",
    s"channels.kept.dataDirs = $folder/channel-data",
    "sinks.out.channel = kept"
  ) ++ sink.map("sinks.out." + _)

  def start(): Bin.Running = {
    val file = TempFolder.write(folder.resolve("agent.properties"), settings.map(s => s"agent.$s\n").mkString)
    Bin.start(
      folder,
      Seq(s"${System.getProperty("java.home")}/bin/java", "-Xmx256m", "-XX:TieredStopAtLevel=1") ++
        Seq("-XX:+UseSerialGC", "-cp", s"$jars/*", "org.apache.flume.node.Application") ++
        Seq("--name", "agent", "--conf-file", file.toString, "--no-reload-conf")
    )
  }
}

object Flume {
  private val fetched = scala.collection.mutable.Map.empty[String, Path]

  /** How many events a sink sends at once, and so how many may come twice when it is killed, or who takes
    * them.
    */
  val Batch = 50

  /** An agent whose Avro sink pushes to a port. */
  def pushing(folder: Path, to: Int, more: String*): Flume =
    new Flume(
      folder,
      jars("agent"),
      Bin.freePort(),
      Seq("type = avro", "hostname = localhost", s"port = $to", s"batch-size = $Batch") ++ more
    )

  /** One of the version that Spark's old sink was built for, which is polled at a port. */
  def polled(folder: Path, at: Int): Flume =
    new Flume(
      folder,
      jars("spark-sink"),
      Bin.freePort(),
      Seq(
        "type = org.apache.spark.streaming.flume.sink.SparkSink",
        "hostname = localhost",
        s"port = $at",
        "timeout = 3" // seconds until it takes back what is not acknowledged
      )
    )

  /** Fetched by Maven when a test first needs them, and kept below `target`. */
  private def jars(name: String): Path = fetched.synchronized(
    fetched.getOrElseUpdate(
      name, {
        val to = Bin.home.resolve(s"target/flume/$name")
        val pom = Bin.home.resolve(s"src/test/fixtures/flume/$name/pom.xml")
        if (
          !Files
            .isDirectory(to) || Files.getLastModifiedTime(to).compareTo(Files.getLastModifiedTime(pom)) < 0
        )
          TempFolder.use { folder =>
            val copied = Files.createDirectories(to.getParent.resolve(s"$name-${ProcessHandle.current.pid}"))
            val words = Seq("mvn", "-B", "-ntp", "-f", pom.toString, s"-DoutputDirectory=$copied") ++
              Seq("org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies")
            val result = Bin.run(folder, words: _*)
            assert(result.exit == 0, result)
            if (Files.isDirectory(to)) TempFolder.delete(to)
            Files.move(copied, to)
          }
        to
      }
    )
  )
}
