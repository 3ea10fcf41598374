package io.twinstream.endtoend

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.TempFolder
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.apache.kafka.clients.producer.ProducerRecord
import scala.collection.JavaConverters._
import scala.collection.mutable

/** The programs of `src/test/fixtures/foreign`, which know nothing of twinstream: built by their own poms,
  * run by spark-submit in a configuration of their own.
  */
object Foreign {
  private val fixtures = Bin.home.resolve("src/test/fixtures/foreign")
  private val built = mutable.Map.empty[String, Path]

  /** When the first record of every recording came in, and what its values say. */
  val began: Long = java.time.Instant.parse("2026-03-02T09:00:00Z").toEpochMilli

  def file(name: String): Path = fixtures.resolve(name)

  /** The line of Spark that programs are built for; receivers stay as they were compiled for an old one. */
  val line: Seq[String] =
    if (sys.env.get("TWINSTREAM_SPARK").contains("4"))
      Seq(s"-Dspark.version=${org.apache.spark.SPARK_VERSION}", "-Dscala.binary=2.13")
    else Seq.empty

  /** The jar of a program, built once. */
  def jar(name: String): Path = built.getOrElseUpdate(
    name, {
      val folder = TempFolder.untilExit()
      val pom = fixtures.resolve(s"$name/pom.xml").toString
      val command = Seq("mvn", "-B", "-ntp", s"-Dmaven.repo.local=${PageViews.filledRepository}") ++
        (if (name == "receivers") Seq.empty else line) ++
        Seq(s"-Dbuild.target=$folder", "-f", pom, "package")
      val result = Bin.run(folder, command: _*)
      assert(result.exit == 0, result)
      Files
        .list(folder)
        .iterator
        .asScala
        .filter(_.toString.endsWith(".jar"))
        .minBy(_.getFileName.toString.length)
    }
  )

  /** A library that is none of the project's, such as the driver of another database. */
  def library(folder: Path, artifact: String): Path = {
    val to = folder.resolve("libraries")
    val command = Seq("mvn", "-B", "-ntp", s"-Dmaven.repo.local=${PageViews.filledRepository}") ++
      Seq("org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy", s"-Dartifact=$artifact") ++
      Seq(s"-DoutputDirectory=$to")
    // In a folder without a pom: the project's would have its own settings of the plugin.
    val result = Bin.start(folder, command, in = folder).await()
    assert(result.exit == 0, result)
    to.resolve(artifact.split(":").drop(1).mkString("", "-", ".jar"))
  }

  private val submit = "source bin/common.sh; find_java; spark_submit \"$@\""

  /** A class of a program as a process, as its owners start it. */
  def start(folder: Path, program: String, mainClass: String, args: String*): Bin.Running =
    submit(folder, jar(program), mainClass, args: _*)

  /** The same of a jar. */
  def submit(folder: Path, jar: Path, mainClass: String, args: String*): Bin.Running =
    submitWith(folder, Nil, jar, mainClass, args)

  /** The same with other options of spark-submit. */
  def submitWith(
      folder: Path,
      options: Seq[String],
      jar: Path,
      mainClass: String,
      args: Seq[String]
  ): Bin.Running =
    Bin.start(
      folder,
      Seq(
        "bash",
        "-c",
        submit,
        "submit",
        "--master",
        "local[2]",
        "--class",
        mainClass
      ) ++ options ++ Seq(jar.toString) ++ args,
      env = Map("SPARK_CONF_DIR" -> fixtures.resolve("conf").toString, "SPARK_HOME" -> "")
    )

  /** One record of the input, which came in that many milliseconds after the first. */
  final case class Input(topic: String, partition: Int, millis: Long, value: Array[Byte], key: String = null)

  object Input {
    def apply(topic: String, partition: Int, millis: Long, value: String): Input =
      Input(topic, partition, millis, value.getBytes(UTF_8))

    def keyed(topic: String, partition: Int, millis: Long, key: String, value: String): Input =
      Input(topic, partition, millis, value.getBytes(UTF_8), key)
  }

  /** Sends records to topics, with the times at which they came in. */
  def produce(broker: Broker, records: Seq[Input]): Unit = {
    val to = broker.producer()
    try
      records
        .map { each =>
          val key = Option(each.key).map(_.getBytes(UTF_8)).orNull
          to.send(
            new ProducerRecord(
              each.topic,
              Integer.valueOf(each.partition),
              java.lang.Long.valueOf(began + each.millis),
              key,
              each.value
            )
          )
        }
        // The producer gives up by itself (delivery.timeout.ms) and says why.
        .foreach(_.get())
    finally to.close()
  }

  /** Old records, and no retention that would delete them. */
  def topic(broker: Broker, name: String, partitions: Int): Unit =
    broker.create(name, partitions, Map("retention.ms" -> "-1"))

  /** Tells whether a query of Structured Streaming has committed all that the topics hold. */
  def hasCommitted(checkpoint: Path, broker: Broker, topics: String*): Boolean = {
    val commits = checkpoint.resolve("commits")
    val newest =
      if (!Files.isDirectory(commits)) None
      else
        Files
          .list(commits)
          .iterator
          .asScala
          .map(_.getFileName.toString)
          .filter(_.forall(_.isDigit))
          .map(_.toLong)
          .toList
          .sorted
          .lastOption
    newest.exists { batch =>
      val offsets =
        Files.readAllLines(checkpoint.resolve(s"offsets/$batch")).asScala.filter(_.startsWith("{\""))
      val json = offsets.map(new ObjectMapper().readTree(_))
      topics.forall { topic =>
        broker.ends(topic).forall { case (partition, end) =>
          json.exists(_.path(topic).path(partition.toString).asLong(-1) == end)
        }
      }
    }
  }
}
