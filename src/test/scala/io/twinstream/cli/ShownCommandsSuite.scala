package io.twinstream.cli

import io.twinstream.{Page, RuleTier}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import scala.collection.JavaConverters._

/** Every command that the README and the docs show is run by a test: in a block marked `sh` by
  * `ReadmeEndToEndSuite`, or by the test that is named here.
  */
@RuleTier
class ShownCommandsSuite extends AnyFunSuite {

  /** A suite and a part of a name of its tests. */
  private final case class Test(suite: String, name: String)

  private val demo = Test("ScriptsEndToEndSuite", "bin/demo: a job moves to the port and back")
  private val ofBinTest = Test("ScriptsEndToEndSuite", "bin/test: what Maven is told for each option")
  private val bench = Test("BenchEndToEndSuite", "bench state: each batch after the warm-up is measured")
  private val dist = Test("DistEndToEndSuite", "an archive without Spark runs")
  private val onCluster =
    Test("ClusterEndToEndSuite", "an executor is killed with SIGKILL under $name on both engines")

  /** Commands that a page shows outside of the blocks that are run, and who runs them. */
  private val elsewhere: Map[String, Test] = Map(
    "bin/demo" -> demo,
    "bin/demo handover" -> Test(
      "OrdersEndToEndSuite",
      "bin/demo handover: the port of a killed consumer goes on exactly, and its group shows the lag"
    ),
    "bin/demo receivers" -> Test(
      "ReceiversDemoEndToEndSuite",
      "bin/demo receivers: both engines count what was sent, though both drivers are killed"
    ),
    "bin/twinstream run word-count --engine structured --source flume:0.0.0.0:4141 --sink json:/tmp/rows --checkpoint /tmp/checkpoint" ->
      Test("FlumeEndToEndSuite", "$name, $engine: agent and driver are killed in turn; nothing is lost"),
    "bin/twinstream run word-count --engine structured --source flume-poll:agent-host:4142 --sink json:/tmp/rows --checkpoint /tmp/checkpoint" ->
      Test("FlumeEndToEndSuite", "$name, $engine: agent and driver are killed in turn; nothing is lost"),
    "bin/demo watch" -> Test(
      "WatchEndToEndSuite",
      "bin/demo watch: both engines on one page, until its limit, and nothing stays behind"
    ),
    "bin/demo difference" -> Test(
      "FirstHourEndToEndSuite",
      "demo difference finds three wrong ports, each by its name, and writes a page"
    ),
    "bin/twinstream --app acme.jar run word-count --engine structured --source receiver-class:com.acme.MyReceiver?localhost,9999" ->
      Test(
        "HostedReceiverEndToEndSuite",
        "QueueReceiver: drivers are killed with SIGKILL; nothing acknowledged is lost or counted twice"
      ),
    "bin/twinstream run word-count --engine dstream --source 'kinesis:orders?region=eu-west-1' --sink json:/tmp/rows --checkpoint /tmp/checkpoint --conf spark.streaming.receiver.writeAheadLog.enable=true" ->
      Test(
        "KinesisEndToEndSuite",
        "dstream: three shards, which are split and merged, and a stop: each record is counted once"
      ),
    "bin/twinstream run word-count --engine structured --source 'kinesis:orders?region=eu-west-1' --sink json:/tmp/rows2 --checkpoint /tmp/checkpoint2" ->
      Test(
        "KinesisEndToEndSuite",
        "structured: three shards, which are split and merged, and a stop: each record is counted once"
      ),
    "bin/twinstream savepoint --group orders --kafka localhost:9092 --dry-run" ->
      Test("OffsetsSavepointEndToEndSuite", "--topics takes some of a group's, and --dry-run writes nothing"),
    "bin/twinstream run word-count --engine structured --source kafka:localhost:9092/lines --checkpoint DIR --commit-to-group lines" ->
      Test("GroupCommitEndToEndSuite", "run --commit-to-group: kafka-consumer-groups shows the lag"),
    "bin/test" -> ofBinTest,
    "bin/test --rules" -> ofBinTest,
    "bin/test --all" -> ofBinTest,
    "bin/test --long" -> ofBinTest,
    "bin/test --long io.twinstream.endtoend.MoveEndToEndSuite" -> ofBinTest,
    "bin/test --long io.twinstream.endtoend.ForeignEndToEndSuite" -> ofBinTest,
    "TWINSTREAM_MOVE_KEYS=10000000 bin/test --long io.twinstream.cli.SavepointDataEndToEndSuite" -> ofBinTest,
    "bin/test --long io.twinstream.endtoend.BackpressureEndToEndSuite" -> ofBinTest,
    "bin/test --spark-4" -> ofBinTest,
    "bin/dist" -> dist,
    "bin/dist --with-spark" -> Test("DistEndToEndSuite", "an archive with Spark inside"),
    "mvn site" -> dist,
    "spark-submit --class io.twinstream.jobs.wordcount.DStreamWordCount target/twinstream-app.jar --source ..." ->
      Test("RunEndToEndSuite", "a job's own main runs it by spark-submit --class"),
    "bin/submit" -> Test("RunEndToEndSuite", "bin/submit: spark-submit's options before --"),
    "bin/twinstream jobs" -> dist,
    "bin/twinstream bench" -> bench,
    "bin/twinstream bench words-kafka" -> Test("BenchEndToEndSuite", "bench words-kafka: "),
    "bin/twinstream bench move" -> Test("BenchEndToEndSuite", "bench move: "),
    "TWINSTREAM_SPARK=4 bin/twinstream bench latency" -> Test("BenchEndToEndSuite", "bench latency: "),
    """bin/twinstream bench state --only "twinstream structured" --java-option=-XX:+UseG1GC""" -> bench,
    """bin/twinstream bench state --only "twinstream structured" --java-option=-Dspark.sql.shuffle.partitions=200""" -> bench,
    "bin/twinstream help COMMAND" -> Test("MainSuite", "help as a command"),
    "bin/twinstream scan app.jar" -> Test("PortEndToEndSuite", "the port of a program of others"),
    "bin/twinstream scan app.jar --format json" -> Test("ScanCommandSuite", "json: the stable format"),
    "bin/twinstream scan app.jar --format json --out scan-baseline.json" ->
      Test("ScanCommandSuite", "--baseline: only what is new fails"),
    "bin/twinstream scan app.jar --baseline scan-baseline.json --suppress scan-accepted.tsv --fail-on care --fail-on-unread" ->
      Test("ScanCommandSuite", "--baseline: only what is new fails"),
    "bin/twinstream scan app.jar --format sarif --out scan.sarif" ->
      Test("ScanCommandSuite", "--out writes the $format report, and nothing else"),
    "bin/twinstream record kafka:localhost:9092/orders --out friday.avro --for 10m" ->
      Test("RecordEndToEndSuite", "partitions are merged by time, and ranges of offsets and times are exact"),
    "bin/twinstream record kafka:localhost:9092/orders --out morning.avro --from 2026-01-31T08:00:00Z --until 2026-01-31T09:00:00Z" ->
      Test("RecordEndToEndSuite", "partitions are merged by time, and ranges of offsets and times are exact"),
    """bin/twinstream run order-revenue --engine dstream --source kafka:localhost:9092/orders --sink "$database#revenue" --offsets table""" ->
      Test("CrashRounds", "offsets in the $store: what SQL gives"),
    "bin/twinstream run word-count --engine structured --source receiver:localhost:9999 --sink json:/tmp/rows2 --checkpoint /tmp/checkpoint2" ->
      Test("ReceiverEndToEndSuite", "until the sender has no more; all is acknowledged and counted once"),
    "bin/twinstream local kafka --port 9092 --dir /tmp/kafka" ->
      Test("LocalServersEndToEndSuite", "kafka: prints its address when it serves, keeps topics in --dir"),
    "bin/twinstream local postgres" -> Test("LocalServersEndToEndSuite", "without --dir nothing is left"),
    "bin/twinstream local postgres --port 5432 --dir /tmp/postgres" ->
      Test("LocalServersEndToEndSuite", "postgres: prints its URL when it serves, keeps tables in --dir"),
    "bin/twinstream local yarn --dir /tmp/yarn" -> Test(
      "YarnEndToEndSuite",
      "$engine: running-word-count loses executors"
    ),
    "HADOOP_CONF_DIR=/tmp/yarn/conf bin/submit running-word-count dstream --master yarn --deploy-mode cluster --conf spark.yarn.jars=local:$PWD/target/spark/jars/* -- --source files:hdfs://localhost:9000/in --checkpoint hdfs://localhost:9000/checkpoint --sink json:hdfs://localhost:9000/rows --stop-file hdfs://localhost:9000/stop" ->
      Test("YarnEndToEndSuite", "$engine: running-word-count loses executors"),
    "bin/twinstream local redis" ->
      Test("LocalServersEndToEndSuite", "redis: prints its URL when it serves, keeps keys in --dir"),
    "bin/twinstream local search" ->
      Test("LocalServersEndToEndSuite", "search: prints its URL when it serves, keeps indexes in --dir"),
    "bin/twinstream run order-revenue --engine structured --source kafka:localhost:9092/orders --checkpoint /tmp/c --sink search:http://localhost:9200/revenue" ->
      Test("SinkCrashes", "$kind, $engine: what SQL gives"),
    "bin/twinstream run order-revenue --engine structured --source kafka:localhost:9092/orders --checkpoint /tmp/c --sink delta:/data/revenue" ->
      Test("SinkCrashes", "$kind, $engine: what SQL gives"),
    "bin/twinstream local hdfs --port 9000 --dir /tmp/hdfs" ->
      Test("LocalServersEndToEndSuite", "hdfs: prints its address when it serves, keeps files in --dir"),
    "bin/twinstream local cluster" ->
      Test("ClusterEndToEndSuite", "a worker that dies is said"),
    "bin/twinstream run running-word-count --engine dstream --master spark://127.0.0.1:7077 --source files:/tmp/in --conf spark.cores.max=2" -> onCluster,
    "bin/submit running-word-count structured --master spark://127.0.0.1:7077 --conf spark.sql.shuffle.partitions=4 -- --source files:/tmp/in" -> onCluster
  )

  /** Maven's own, which a build runs: the suites that they name are checked. */
  private val maven = Seq(
    "mvn spotless:apply",
    "mvn test -Dsuites=",
    "TWINSTREAM_REGENERATE=1 mvn test -Dsuites=",
    "TWINSTREAM_CRASH_ROUNDS=20 mvn verify -Dsuites=",
    "TWINSTREAM_FAULT_SEED=N mvn -q test -Dsuites=",
    "mvn install:install-file -Dfile=target/twinstream.jar -DpomFile=pom.xml"
  )

  /** What `ReadmeEndToEndSuite` runs. */
  private val run: Seq[String] =
    Page.all.flatMap(_.commands).filterNot(command => command.matches("bin/(test|demo)\\b.*"))

  /** A usage line, or one with what the reader has. */
  private def isUsage(command: String): Boolean =
    "(?<![\\w$-])[A-Z]+(?![\\w=])|\\[|\\.\\.\\.|\\|".r
      .findFirstIn(command.replaceAll("^([A-Z_]+=\\S+ )+", ""))
      .isDefined

  /** The names of its commands: `bin/twinstream local kafka`. */
  private def path(command: String): Seq[String] = {
    val words = command.replaceAll("^([A-Z_]+=\\S+ )+", "").split(' ').toList
    val (names, _) = words.tail.foldLeft((List.empty[String], Main.commandLine())) {
      case ((found, at), word) if at.getSubcommands.containsKey(word) =>
        (word :: found, at.getSubcommands.get(word): CommandLine)
      case (same, _) => same
    }
    words.head +: names.reverse
  }

  private def isHeld(command: String): Boolean =
    elsewhere.contains(command) || maven.exists(command.startsWith) ||
      run.exists(each => each == command || each.startsWith(s"$command ")) ||
      isUsage(command) && isRun(path(command))

  private def isRun(path: Seq[String]): Boolean =
    path != Seq("bin/twinstream") && runPaths.exists(_.startsWith(path))

  private lazy val runPaths: Set[Seq[String]] = (run ++ elsewhere.keys).map(path).toSet

  private def notHeld(page: Page): Seq[String] = (page.others ++ page.commands).filterNot(isHeld)

  test("every command that is shown is run by a test") {
    assert(run.size > 40 && Page.all.flatMap(_.others).size > 40)
    for (page <- Page.all)
      assert(notHeld(page) == Nil, s"${page.name}: run it in a block `sh`, or name its test")
  }

  test("a new command is reported, wherever it stands") {
    val text =
      "# P\n\n    bin/twinstream jobs --format json   says it\n\nWith `bin/twinstream local cassandra`, or " +
        "`bin/twinstream nothing JOB`:\n\n```\nbin/submit word-count dstream\n```\n\n`bin/twinstream run JOB --help`\n"
    assert(
      notHeld(new Page("p", text)) == Seq(
        "bin/twinstream jobs --format json",
        "bin/submit word-count dstream",
        "bin/twinstream local cassandra",
        "bin/twinstream nothing JOB"
      )
    )
  }

  test("the tests that are named here are there, and so are the commands") {
    val shown = Page.all.flatMap(page => page.others ++ page.commands).toSet
    assert(elsewhere.keySet -- shown == Set.empty)
    for (Test(suite, name) <- elsewhere.values.toSet) {
      val source = sources.find(_.getFileName.toString == s"$suite.scala")
      assert(
        source.exists(file => new String(Files.readAllBytes(file), "UTF-8").contains(name)),
        s"$suite: $name"
      )
    }
    for {
      command <- shown
      list <- "(?:-Dsuites=|--long )([\\w.,]+)".r.findFirstMatchIn(command).map(_.group(1))
      suite <- list.split(',') if suite != "SUITE"
    } assert(sources.exists(_.toString.endsWith(s"${suite.replace('.', '/')}.scala")), suite)
  }

  private lazy val sources: Seq[Path] =
    Files
      .walk(Page.home.resolve("src/test/scala"))
      .iterator
      .asScala
      .filter(_.toString.endsWith(".scala"))
      .toList
}
