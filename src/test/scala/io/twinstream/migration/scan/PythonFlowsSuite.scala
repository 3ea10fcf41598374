package io.twinstream.migration.scan

import java.io.StringWriter
import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import io.twinstream.{RuleTier, TempFolder}
import org.scalatest.funsuite.AnyFunSuite

/** The streams of Python programs, from their sources to the outputs. */
@RuleTier
final class PythonFlowsSuite extends AnyFunSuite {

  /** Those that the page on `scan` shows. */
  private val jobs = Path.of(sys.env("TWINSTREAM_HOME"), "src/test/fixtures/python-jobs")

  private def scan(path: Path): ScanReport = Scanner.scan(List(path.toString).asJava, (_, _) => ())

  /** The programs by their file names. */
  private def flows(path: Path): Map[String, ProgramFlow] =
    scan(path).flows.asScala.map(flow => flow.program.split('/').last -> flow).toMap

  private def folder(files: (String, String)*): Path = {
    val folder = TempFolder.untilExit()
    for ((name, source) <- files) Files.writeString(folder.resolve(name), source.stripMargin)
    folder
  }

  private def program(source: String): ProgramFlow = flows(folder("job.py" -> source))("job.py")

  private def is(flow: ProgramFlow)(picture: String): Unit = {
    assert(flow.picture == picture.stripMargin.trim + "\n")
    ()
  }

  private def handOvers(flow: ProgramFlow): Seq[(String, String, String)] =
    flow.handOvers.asScala.map(each => (each.what, each.where, each.how)).toSeq

  private val begin =
    """from pyspark import SparkContext
      |from pyspark.streaming import StreamingContext
      |sc = SparkContext(appName="app")
      |ssc = StreamingContext(sc, 5)
      |""".stripMargin

  test("a program of one chain, with its constants") {
    val flow = program("""
      |from pyspark import SparkContext
      |from pyspark.streaming import StreamingContext
      |if __name__ == "__main__":
      |    ssc = StreamingContext(SparkContext(appName="count"), 1)
      |    lines = ssc.socketTextStream("localhost", 9999)
      |    counts = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b)
      |    counts.pprint()
      |    ssc.start()
      |    ssc.awaitTermination()
      |""")
    is(flow)("""
      |#1 socketTextStream localhost, 9999
      |└─ #2 flatMap
      |   └─ #3 map
      |      └─ #4 reduceByKey
      |         └─ #5 pprint""")
    assert(flow.facts == "batch 1 s; no checkpoint; 13 points: 1 source, 3 operators, 1 output")
    assert(
      handOvers(flow) == Seq(
        (
          "input of #1 socketTextStream",
          "nowhere",
          "stop gracefully, so that what was received is counted"
        ),
        ("batch interval", "1 s", "trigger(processingTime=\"1 second\")")
      )
    )
  }

  test("the programs that the page shows") {
    val found = flows(jobs)
    val running = found("running_count.py")
    is(running)("""
      |#1 socketTextStream
      |└─ #2 flatMap
      |   └─ #3 map
      |      └─ #4 updateStateByKey
      |         ├─ #5 pprint
      |         └─ #6 foreachRDD""")
    assert((running.batch, running.checkpoint, running.isRestored) == (("5 s", "/tmp/checkpoint", true)))
    assert(
      handOvers(running).exists { case (what, where, how) =>
        what == "state of #4 updateStateByKey" && where == "checkpoint /tmp/checkpoint" &&
        how.startsWith("pickled in /tmp/checkpoint, which no command reads: ")
      }
    )
    val report = found("report.py")
    is(report)("""
      |#1 textFileStream
      |└─ #2 flatMap
      |   └─ #3 map
      |      └─ #4 reduceByKeyAndWindow 60 s, 10 s, inverse
      |         └─ #5 pprint""")
    assert((report.batch, report.checkpoint, report.isRestored) == (("10 s", "/tmp/report", false)))
    assert(
      handOvers(report).contains(
        (
          "windows of #4 reduceByKeyAndWindow",
          "aligned to the start of the first run",
          "window(time, 60 s, 10 s, startTime = 0 s)"
        )
      )
    )
  }

  test("two maps in one line are two steps, and a loop is no circle") {
    is(program(begin + """
      |lines = ssc.textFileStream("/in")
      |words = lines.map(lambda x: x[1]).map(lambda x: (x, 1))
      |for i in range(3):
      |    words = words.filter(lambda w: w)
      |words.pprint()
      |"""))("""
      |#1 textFileStream /in
      |└─ #2 map
      |   └─ #3 map
      |      ├─ #4 filter
      |      └─ #5 pprint, also from #4""")
  }

  test("equal calls in one line are several steps") {
    is(program(begin + """
      |a = ssc.textFileStream("/in")
      |a.map(f).pprint(), a.map(g).pprint()
      |"""))("""
      |#1 textFileStream /in
      |├─ #2 map
      |│  └─ #3 pprint
      |└─ #4 map
      |   └─ #5 pprint""")
  }

  test("windows of a direct stream, and what is known of its offsets") {
    val flow = program("""
      |from pyspark.streaming import StreamingContext
      |from pyspark.streaming.kafka import KafkaUtils
      |MINUTE = 60
      |class Settings:
      |    topics = ["orders", "returns"]
      |ssc = StreamingContext(sc, 0.5)
      |stream = KafkaUtils.createDirectStream(ssc, Settings.topics, {"metadata.broker.list": "h:1"})
      |values = stream.map(lambda pair: pair[1])
      |values.window(MINUTE, 10).count().pprint()
      |values.window(length()).pprint()
      |values.countByWindow(windowDuration=20, slideDuration=5).pprint(30)
      |""")
    is(flow)("""
      |#1 createDirectStream [orders, returns]
      |└─ #2 map
      |   ├─ #3 window 60 s, 10 s
      |   │  └─ #4 count
      |   │     └─ #5 pprint
      |   ├─ #6 window ?
      |   │  └─ #7 pprint
      |   └─ #8 countByWindow 20 s, 5 s
      |      └─ #9 pprint""")
    assert(flow.batch == "500 ms")
    assert(
      handOvers(flow).head ==
        (
          (
            "offsets of #1 createDirectStream",
            "nowhere, each start begins where auto.offset.reset says",
            "bin/twinstream savepoint --at TIME --kafka HOST:PORT --out DIR"
          )
        )
    )
  }

  test("offsets: in a store of the program's own, in ZooKeeper") {
    def where(call: String) =
      handOvers(program(begin + s"from pyspark.streaming.kafka import KafkaUtils\n$call.pprint()\n")).head._2
    val direct = "KafkaUtils.createDirectStream(ssc, ['a'], {}"
    assert(where(s"$direct, fromOffsets=load())") == "a store of its own")
    assert(where(s"$direct, fromOffsets=None)").startsWith("nowhere"))
    assert(
      where("KafkaUtils.createStream(ssc, 'zk:2181', 'g', {'a': 1})") ==
        "ZooKeeper, below /consumers/GROUP/offsets"
    )
  }

  test("joins, unions of lists, and transformations have all their inputs") {
    is(program(begin + """
      |a = ssc.socketTextStream("h", 1).map(f)
      |b = ssc.socketTextStream("h", 2).map(g)
      |a.join(b).pprint()
      |streams = [ssc.textFileStream(d) for d in dirs]
      |streams.append(ssc.textFileStream("/b"))
      |ssc.union(*streams).saveAsTextFiles("/out", "txt")
      |ssc.transform([a, b], h).pprint()
      |"""))("""
      |#1 socketTextStream h, 1
      |└─ #2 map
      |   ├─ #5 transform, also from #4
      |   │  └─ #6 pprint
      |   └─ #7 join, also from #4
      |      └─ #8 pprint
      |#3 socketTextStream h, 2
      |└─ #4 map
      |#9 textFileStream
      |└─ #11 union, also from #10
      |   └─ #12 saveAsTextFiles /out, txt
      |#10 textFileStream /b""")
  }

  test("a stream is followed through attributes, modules and lambdas, and so are constants") {
    val found = flows(
      folder(
        "steps.py" -> """from pyspark.streaming import DStream
          |def read(ssc, topic):
          |    return ssc.textFileStream(topic)
          |def minutes(stream, seconds=60):
          |    return stream.window(seconds)
          |def unused(stream: DStream):
          |    stream.pprint()
          |""",
        "main.py" -> """from pyspark.streaming import StreamingContext
          |import steps
          |class Job:
          |    def __init__(self, ssc, topic):
          |        self.stream = steps.read(ssc, topic)
          |        self.shown = lambda: self.stream.cache()
          |    def run(self):
          |        steps.minutes(self.stream).pprint()
          |        steps.minutes(self.shown(), 30).foreachRDD(lambda rdd: None)
          |def main():
          |    ssc = StreamingContext(None, 10)
          |    Job(ssc, "/orders").run()
          |    ssc.start()
          |main()
          |"""
      )
    )
    assert(found.keySet == Set("main.py"))
    is(found("main.py"))("""
      |#1 textFileStream /orders
      |├─ #2 cache
      |└─ #3 window ?, also from #2
      |   ├─ #4 pprint
      |   └─ #5 foreachRDD""")
  }

  private def risks(source: String): Seq[String] =
    scan(folder("job.py" -> source)).risks.asScala
      .map(risk => s"${risk.line} ${risk.`type`.label} ${risk.detail}")
      .toSeq

  test("risks that the streams show") {
    assert(
      risks(begin + """
        |ssc.checkpoint("/cp")
        |words = ssc.textFileStream("/in").map(f)
        |words.reduceByKeyAndWindow(f, None, 60).updateStateByKey(f).foreachRDD(lambda rdd: rdd.map(g).collect())
        |def write(time, rdd):
        |    if not rdd.isEmpty():
        |        print(rdd.count())
        |words.foreachRDD(write)
        |""") == Seq(
        "6 checkpoint-never-restored checkpoint without getOrCreate; what it loses begins with updateStateByKey",
        "8 several-outputs-of-state 2 outputs of one stream: foreachRDD in line 8, foreachRDD in line 12",
        "8 chained-state updateStateByKey behind reduceByKeyAndWindow in line 8",
        "8 collect-to-driver collect brings records to the driver in line 8"
      )
    )
    assert(
      risks(begin + """
        |words = ssc.textFileStream("/in")
        |words.countByWindow(60, 10).pprint()
        |words.pprint()
        |other = ssc.textFileStream("/other").pprint()
        |""") == Seq(
        "7 several-outputs-of-state 2 outputs of one stream: pprint in line 7, pprint in line 8",
        "7 state-without-checkpoint countByWindow"
      )
    )
    assert(risks(begin + "ssc.textFileStream('/in').pprint()\n").isEmpty)
  }

  test("the page names a program by its file, and JSON has its steps") {
    val report = scan(jobs.resolve("report.py"))
    val json = new StringWriter()
    report.writeJson(json)
    assert(json.toString.contains("\"arguments\" : \"60 s, 10 s, inverse\""))
    assert(FlowPages.of(report).get(0).get("name") == "report.py")
    assert(FlowPages.of(report).get(0).get("method") == "")
  }
}
