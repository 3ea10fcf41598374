package io.twinstream.migration.scan

import java.nio.file.{Files, Path, Paths}

import java.util.zip.{ZipEntry, ZipOutputStream}

import scala.jdk.CollectionConverters._

import io.twinstream.TempFolder
import org.scalatest.funsuite.AnyFunSuite

/** Jars of others, call by call against the JDK's disassembler. */
final class RealJarsSuite extends AnyFunSuite {
  private val jars = Paths.get(sys.env("TWINSTREAM_TARGET"), "test-jars")

  private val streaming = "org.apache.spark.streaming."

  /** The classes whose methods are the API; companions and superclasses too, written down here by hand. */
  private val api: Set[String] = Set(
    "StreamingContext",
    "StateSpec",
    "State",
    "api.java.JavaStreamingContext",
    "api.java.JavaDStreamLike",
    "api.java.AbstractJavaDStreamLike",
    "api.java.JavaDStream",
    "api.java.JavaPairDStream",
    "api.java.JavaInputDStream",
    "api.java.JavaPairInputDStream",
    "api.java.JavaReceiverInputDStream",
    "api.java.JavaPairReceiverInputDStream",
    "api.java.JavaMapWithStateDStream",
    "dstream.DStream",
    "dstream.InputDStream",
    "dstream.ReceiverInputDStream",
    "dstream.ConstantInputDStream",
    "dstream.MapWithStateDStream",
    "dstream.PairDStreamFunctions",
    "receiver.Receiver",
    "scheduler.StreamingListener",
    "api.java.JavaStreamingListener",
    "kafka010.KafkaUtils",
    "kafka010.ConsumerStrategies",
    "kafka010.ConsumerStrategy",
    "kafka010.LocationStrategies",
    "kafka010.HasOffsetRanges",
    "kafka010.CanCommitOffsets",
    "kafka010.OffsetRange",
    "kafka010.PerPartitionConfig",
    "DStreamGraph",
    "Checkpoint",
    "CheckpointReader",
    "receiver.BlockGenerator",
    "scheduler.BatchInfo",
    "scheduler.ReceiverInfo",
    "scheduler.StreamInputInfo",
    "scheduler.OutputOperationInfo",
    "api.java.JavaBatchInfo",
    "api.java.JavaReceiverInfo",
    "api.java.JavaStreamInputInfo",
    "api.java.JavaOutputOperationInfo"
  ).union(
    for {
      listener <- Set("scheduler.StreamingListener", "api.java.JavaStreamingListener")
      event <- Set(
        "BatchCompleted",
        "BatchStarted",
        "BatchSubmitted",
        "OutputOperationCompleted",
        "OutputOperationStarted",
        "ReceiverStarted",
        "ReceiverError",
        "ReceiverStopped",
        "StreamingStarted"
      )
    } yield listener + event
  ).flatMap(name => Set(streaming + name, streaming + name + "$"))

  private val values =
    "(Duration|Durations|Milliseconds|Seconds|Minutes|Time|Interval|StreamingContextState)\\$?"

  /** Whether a class is of the streaming modules on this class path, and no time or the like. */
  private def isSparks(name: String): Boolean = known.getOrElseUpdate(name, isFromSpark(name))

  private val known = scala.collection.mutable.Map.empty[String, Boolean]

  private def isFromSpark(name: String): Boolean =
    name.startsWith(streaming) && !name.stripPrefix(streaming).matches(values) &&
      scala.util
        .Try(
          Class.forName(name, false, getClass.getClassLoader).getProtectionDomain.getCodeSource.getLocation
        )
        .filter(_.toString.contains("spark-streaming"))
        .isSuccess

  private def scan(jar: Path): ScanReport = {
    val report = Scanner.scan(List(jar.toString).asJava, (_, _) => ())
    assert(report.classesUnread.isEmpty)
    report
  }

  private def found(report: ScanReport, kinds: Finding.Kind*): Seq[(String, Int, String)] =
    report.findings.asScala.toSeq
      .filter(finding => kinds.contains(finding.kind))
      .map(finding => (finding.className, finding.line, finding.api.split('.').last))

  /** Every call that javap shows is found, and nothing else is.
    *
    * @param isGone
    *   the APIs that are not on this class path, for which only the table can speak
    * @param inside
    *   the classes whose calls are left aside: those of the API call private methods of their own
    */
  private def agrees(
      jar: Path,
      least: Int,
      isGone: String => Boolean = _ => false,
      inside: Set[String] = Set.empty
  ): ScanReport = {
    val report = scan(jar)
    val javap = Javap.of(jar)
    // What the jar itself has in Spark's packages it knows from inside.
    val expected = javap
      .callsOf(name => api(name) || isSparks(name) && !javap.contains(name))
      .filterNot(call => inside(call.in))
      .map(call => (call.in, call.line, call.name))
    val actual = report.findings.asScala.toSeq
      .filter(one => one.kind == Finding.Kind.CALL && !isGone(one.api) && !inside(one.className))
      .map(one => (one.className, one.line, one.api.split('.').last))
    assert(expected.diff(actual).sorted == Nil, "missed")
    assert(actual.diff(expected).sorted == Nil, "not a call of a stream")
    assert(actual.size >= least)
    report
  }

  test("oryx-lambda: a Java application on Kafka") {
    val report = agrees(jars.resolve("oryx-lambda-2.8.0.jar"), 26)
    assert(report.summary.outputs == 7)
    assert(report.risks.asScala.count(_.`type` == RiskType.SEVERAL_OUTPUTS) == 2)
  }

  test("azure-eventhubs-spark: a connector in Spark's own package") {
    val report = agrees(jars.resolve("azure-eventhubs-spark_2.12-2.3.22.jar"), 15)
    assert(report.sparkClasses == 0)
    assert(
      found(report, Finding.Kind.SUBCLASS)
        .map(_._1)
        .contains("org.apache.spark.streaming.eventhubs.EventHubsDirectDStream")
    )
  }

  test("spark-streaming-kafka-0-10: Spark's own classes, as they are all there is") {
    agrees(jars.resolve("spark-streaming-kafka-0-10_2.12-3.5.3.jar"), 80)
  }

  test("spark-cassandra-connector: Scala 2.11, a stream extension") {
    agrees(jars.resolve("spark-cassandra-connector_2.11-2.5.2.jar"), 10)
  }

  test("spark-streaming-kafka-0-8: Scala 2.11 closures, a module that is gone") {
    val report = agrees(jars.resolve("spark-streaming-kafka-0-8_2.11-2.4.8.jar"), 50, _.startsWith("kafka."))
    assert(found(report, Finding.Kind.CALL).exists(_._3 == "createDirectStream"))
  }

  test("spark-streaming-twitter: Scala 2.10, a module that is gone") {
    agrees(jars.resolve("spark-streaming-twitter_2.10-1.6.3.jar"), 8, _.startsWith("Twitter"))
  }

  test("spark-examples 1.1: Java and Scala on the API of Spark 1") {
    val gone = Seq(
      "StreamingContext.actorStream",
      "KafkaUtils",
      "FlumeUtils",
      "MQTTUtils",
      "TwitterUtils",
      "ZeroMQUtils",
      "ActorHelper",
      "kafka."
    )
    val report =
      agrees(jars.resolve("spark-examples_2.10-1.1.1.jar"), 200, api => gone.exists(api.startsWith))
    assert(report.findings.size >= 250)
  }

  test("spark-streaming of this build: some hundred calls") {
    val streams = Class.forName(streaming + "StreamingContext", false, getClass.getClassLoader)
    // Methods of RateLimiter, which BlockGenerator extends within this jar: javap names the former.
    val ofLimiter = Set("BlockGenerator.getCurrentLimit", "BlockGenerator.updateRate")
    agrees(
      Paths.get(streams.getProtectionDomain.getCodeSource.getLocation.toURI),
      300,
      ofLimiter,
      inside = api
    )
  }

  test("the own classes: every call of the classic jobs and their runner") {
    TempFolder.use { directory =>
      val jar = directory.resolve("own.jar")
      val classes = Paths.get(sys.env("TWINSTREAM_TARGET"), "classes")
      val out = new ZipOutputStream(Files.newOutputStream(jar))
      val files = Files.walk(classes)
      try
        for (file <- files.iterator.asScala if file.toString.endsWith(".class")) {
          out.putNextEntry(new ZipEntry(classes.relativize(file).toString.replace('\\', '/')))
          out.write(Files.readAllBytes(file))
        }
      finally {
        files.close()
        out.close()
      }
      agrees(jar, 40)
    }
  }

  test("a jar of Spark beside an application is passed over") {
    val both = List("oryx-lambda-2.8.0.jar", "spark-streaming-kafka-0-10_2.12-3.5.3.jar")
    val report = Scanner.scan(both.map(jars.resolve(_).toString).asJava, (_, _) => ())
    assert(report.sparkClasses == 47)
    assert(report.findings.size == scan(jars.resolve(both.head)).findings.size)
  }

  test("the docs show a real report") {
    val page = Files.readString(Paths.get(sys.env("TWINSTREAM_HOME"), "src/site/markdown/scan.md"))
    val shown = "(?s)oryx-lambda:2.8.0`:\n\n```\n(.*?)\n```".r.findFirstMatchIn(page).get.group(1)
    val report = TextReport.of(scan(jars.resolve("oryx-lambda-2.8.0.jar")))
    for (part <- shown.split("(?m)^\\.\\.\\.$|^What to write instead$|^Risks$").map(_.trim))
      assert(report.contains(part))
  }

  test("every jar of the build was scanned here") {
    val stream = Files.list(jars)
    try assert(stream.iterator.asScala.size == 7)
    finally stream.close()
  }
}
