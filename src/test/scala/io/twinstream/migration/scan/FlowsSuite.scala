package io.twinstream.migration.scan

import io.twinstream.TempFolder
import java.nio.file.{Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.jdk.CollectionConverters._

/** The streams of programs, from their sources to the outputs. Those of published programs were compared with
  * their sources by hand.
  */
final class FlowsSuite extends AnyFunSuite {
  private val jars = Paths.get("target/test-jars")
  private lazy val examples = flows(jars.resolve("spark-examples_2.10-1.1.1.jar"))
  private lazy val oryx = flows(jars.resolve("oryx-lambda-2.8.0.jar"))

  private def flows(path: Path): Map[String, ProgramFlow] =
    Scanner
      .scan(List(path.toString).asJava, (_, _) => ())
      .flows
      .asScala
      .map(flow => flow.program -> flow)
      .toMap

  private def example(name: String): ProgramFlow = examples(s"org.apache.spark.examples.streaming.$name.main")

  private def is(flow: ProgramFlow)(picture: String): Unit = {
    assert(flow.picture == picture.stripMargin.trim + "\n")
    ()
  }

  test("NetworkWordCount, Java and Scala") {
    for ((name, pairs) <- Seq("JavaNetworkWordCount" -> "mapToPair", "NetworkWordCount$" -> "map"))
      is(example(name))(s"""
        |#1 socketTextStream
        |└─ #2 flatMap
        |   └─ #3 $pairs
        |      └─ #4 reduceByKey
        |         └─ #5 print""")
  }

  test("KafkaWordCount: a window with its inverse, its durations and what it starts with") {
    val flow = example("KafkaWordCount$")
    is(flow)("""
      |#1 createStream
      |└─ #2 map
      |   └─ #3 flatMap
      |      └─ #4 map
      |         └─ #5 reduceByKeyAndWindow 600 s, 2 s, inverse
      |            └─ #6 print""")
    assert(
      flow.facts ==
        "batch 2 s; checkpoint checkpoint, never restored; 10 points: 1 source, 1 stateful operator, 3 operators, 1 output"
    )
    assert(
      flow.handOvers.asScala.map(each => each.what -> each.where) == Seq(
        "offsets of #1 createStream" -> "ZooKeeper, below /consumers/GROUP/offsets",
        "windows of #5 reduceByKeyAndWindow" -> "aligned to the start of the first run",
        "batch interval" -> "2 s"
      )
    )
    assert(flow.handOvers.get(1).how == "window(time, 600 s, 2 s, startTime = 0 s)")
  }

  test("StatefulNetworkWordCount: state that no restart finds again") {
    val flow = example("StatefulNetworkWordCount$")
    is(flow)("""
      |#1 socketTextStream
      |└─ #2 flatMap
      |   └─ #3 map
      |      └─ #4 updateStateByKey
      |         └─ #5 print""")
    assert(
      flow.handOvers.asScala.exists(each =>
        each.what.startsWith("state of #4") && each.where.startsWith("nowhere")
      )
    )
  }

  test("RecoverableNetworkWordCount: what the factory builds, below main") {
    for (name <- Seq("JavaRecoverableNetworkWordCount", "RecoverableNetworkWordCount"))
      assert(example(name).isRestored && example(name).steps.asScala.last.name == "foreachRDD")
  }

  test("PageViewStream: five outputs of one stream") {
    is(example("clickstream.PageViewStream$"))("""
      |#1 socketTextStream
      |└─ #2 flatMap
      |   └─ #3 map
      |      ├─ #4 map
      |      │  └─ #5 countByValue
      |      │     └─ #6 print
      |      ├─ #7 map
      |      │  └─ #8 countByValueAndWindow 10 s, 2 s
      |      │     └─ #9 print
      |      ├─ #10 window 30 s, 2 s
      |      │  └─ #11 map
      |      │     └─ #12 groupByKey
      |      │        └─ #13 map
      |      │           └─ #14 print
      |      ├─ #15 window 15 s, 2 s
      |      │  └─ #16 map
      |      │     └─ #17 groupByKey
      |      │        └─ #18 count
      |      │           └─ #19 map
      |      │              └─ #20 print
      |      └─ #21 map
      |         └─ #22 foreachRDD""")
  }

  test("TwitterPopularTags: two windows") {
    is(example("TwitterPopularTags$"))("""
      |#1 createStream
      |└─ #2 flatMap
      |   ├─ #3 map
      |   │  └─ #4 reduceByKeyAndWindow 60 s
      |   │     └─ #5 map
      |   │        └─ #6 transform
      |   │           └─ #7 foreachRDD
      |   └─ #8 map
      |      └─ #9 reduceByKeyAndWindow 10 s
      |         └─ #10 map
      |            └─ #11 transform
      |               └─ #12 foreachRDD""")
  }

  test("RawNetworkGrep: streams that are made in a loop and united") {
    is(example("RawNetworkGrep$"))("""
      |#1 rawSocketStream
      |└─ #2 union
      |   └─ #3 filter
      |      └─ #4 count
      |         └─ #5 foreachRDD""")
  }

  test("oryx: a source in the method of a parent, outputs in other classes") {
    is(oryx("com.cloudera.oryx.lambda.batch.BatchLayer.start"))("""
      |#1 createDirectStream
      |├─ #2 mapToPair
      |│  ├─ #3 foreachRDD
      |│  ├─ #4 foreachRDD
      |│  ├─ #5 foreachRDD
      |│  └─ #6 foreachRDD
      |└─ #7 foreachRDD""")
    is(oryx("com.cloudera.oryx.lambda.speed.SpeedLayer.start"))("""
      |#1 createDirectStream
      |├─ #2 mapToPair
      |│  └─ #3 foreachRDD
      |└─ #4 foreachRDD""")
  }

  private def program(body: String): ProgramFlow = TempFolder.use { directory =>
    Compiler.compile(
      s"""package app;
         |import java.util.*;
         |import org.apache.kafka.clients.consumer.ConsumerRecord;
         |import org.apache.kafka.common.TopicPartition;
         |import org.apache.spark.HashPartitioner;
         |import org.apache.spark.api.java.*;
         |import org.apache.spark.api.java.Optional;
         |import org.apache.spark.streaming.*;
         |import org.apache.spark.streaming.api.java.*;
         |import org.apache.spark.streaming.kafka010.*;
         |import scala.Tuple2;
         |class App { $body }
         |""".stripMargin,
      directory
    )
    flows(directory)("app.App.main")
  }

  private val context =
    "JavaStreamingContext context = new JavaStreamingContext(\"local[2]\", \"app\", Durations.seconds(5));"

  private def main(statements: String): String =
    s"public static void main(String[] args) { $context $statements }"

  test("the operators that nearly all programs are made of, with their constants") {
    val flow = program(main("""
      context.checkpoint("/data/cp");
      JavaDStream<String> lines = context.socketTextStream("localhost", 9999);
      JavaPairDStream<String, Integer> ones = lines.flatMap(l -> List.of(l).iterator()).filter(w -> true)
          .repartition(4).mapToPair(w -> new Tuple2<>(w, 1));
      ones.reduceByKey(Integer::sum).print();
      ones.groupByKey().foreachRDD(rdd -> {});
      ones.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, Durations.minutes(1), Durations.seconds(10)).print(20);
      ones.window(Durations.seconds(30)).mapValues(n -> n).join(ones).print();
      ones.updateStateByKey((List<Integer> n, Optional<Integer> s) -> s).print();
      ones.mapWithState(StateSpec.function((String k, Optional<Integer> v, State<Integer> s) -> k)
          .timeout(Durations.minutes(30))).foreachRDD((rdd, time) -> {});
      lines.map(String::length).union(context.textFileStream("/in").map(String::length)).count().print();
      lines.mapPartitions(p -> p).transform(rdd -> rdd).countByValue().print();
      lines.countByWindow(Durations.seconds(20), Durations.seconds(5)).print();
      lines.reduceByWindow((a, b) -> a, Durations.seconds(15), Durations.seconds(5)).print();
      lines.dstream().saveAsTextFiles("/out/lines", "txt");
    """))
    is(flow)("""
      |#1 socketTextStream localhost, 9999
      |├─ #2 flatMap
      |│  └─ #3 filter
      |│     └─ #4 repartition
      |│        └─ #5 mapToPair
      |│           ├─ #6 reduceByKey
      |│           │  └─ #7 print
      |│           ├─ #8 groupByKey
      |│           │  └─ #9 foreachRDD
      |│           ├─ #10 reduceByKeyAndWindow 60 s, 10 s, inverse
      |│           │  └─ #11 print
      |│           ├─ #12 window 30 s
      |│           │  └─ #13 mapValues
      |│           ├─ #14 join, also from #13
      |│           │  └─ #15 print
      |│           ├─ #16 updateStateByKey
      |│           │  └─ #17 print
      |│           └─ #18 mapWithState timeout 1,800 s
      |│              └─ #19 foreachRDD
      |├─ #20 map
      |│  └─ #23 union, also from #22
      |│     └─ #24 count
      |│        └─ #25 print
      |├─ #26 mapPartitions
      |│  └─ #27 transform
      |│     └─ #28 countByValue
      |│        └─ #29 print
      |├─ #30 countByWindow 20 s, 5 s
      |│  └─ #31 print
      |├─ #32 reduceByWindow 15 s, 5 s
      |│  └─ #33 print
      |└─ #34 saveAsTextFiles /out/lines, txt
      |#21 textFileStream /in
      |└─ #22 map""")
  }

  test("a stream is followed through methods, fields, lists and lambdas") {
    val flow = program(s"""
      static final String TOPIC = "orders";
      static JavaDStream<String> all;
      static JavaInputDStream<ConsumerRecord<String, String>> read(JavaStreamingContext context, String topic) {
        return KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(),
            ConsumerStrategies.<String, String>Subscribe(Collections.singleton(topic), new HashMap<>()));
      }
      static void write(JavaDStream<Long> counts, int seconds) {
        counts.window(Durations.seconds(seconds)).print();
      }
      ${main("""
        List<JavaDStream<String>> parts = new ArrayList<>();
        parts.add(read(context, TOPIC).map(r -> r.value()));
        parts.add(context.socketTextStream("h", 1));
        all = context.union(parts.toArray(new JavaDStream[0]));
        Runnable run = () -> write(all.count(), 20);
        run.run();
      """)}""")
    is(flow)("""
      |#1 socketTextStream h, 1
      |└─ #4 union, also from #3
      |   └─ #5 count
      |      └─ #6 window 20 s
      |         └─ #7 print
      |#2 createDirectStream [orders]
      |└─ #3 map""")
  }

  private def handOver(body: String, what: String): (String, String) = {
    val found = program(body).handOvers.asScala.filter(_.what.startsWith(what))
    assert(found.size == 1)
    found.head.where -> found.head.how
  }

  private def kafka(more: String, offsets: String = ""): String = main(s"""
    Map<String, Object> params = new HashMap<>();
    params.put("group.id", "billing");
    JavaInputDStream<ConsumerRecord<String, String>> in = KafkaUtils.createDirectStream(context,
        LocationStrategies.PreferConsistent(), ConsumerStrategies.<String, String>Subscribe(List.of("t"), params$offsets));
    in.foreachRDD(rdd -> {});
    $more""")

  test("offsets: in a checkpoint, a group, a store of the program's own, nowhere") {
    val committed = "in.foreachRDD(rdd -> ((CanCommitOffsets) in.inputDStream()).commitAsync(null));"
    val own = ", new HashMap<TopicPartition, Long>()"
    assert(
      handOver(kafka(committed), "offsets") == (
        "consumer group billing",
        "bin/twinstream savepoint --group billing --kafka HOST:PORT --out DIR"
      )
    )
    assert(handOver(kafka("", own), "offsets")._1 == "a store of its own")
    assert(handOver(kafka(""), "offsets")._1 == "nowhere, each start begins where auto.offset.reset says")
    val factory = kafka(committed)
      .replace("public static void main", "static JavaStreamingContext make")
      .replaceAll("\\}\\s*$", "context.checkpoint(\"/cp\"); return context; }")
    val (where, how) = handOver(
      factory + " public static void main(String[] args) { JavaStreamingContext.getOrCreate(\"/cp\", () -> make(args)).start(); }",
      "offsets"
    )
    assert(where == "checkpoint /cp, and consumer group billing; the first is asked, the others are not")
    assert(how == "bin/twinstream savepoint /cp --out DIR")
  }

  test("where the slide is longer than a batch, startTime needs the zero time") {
    val (_, how) = handOver(
      main("context.socketTextStream(\"h\", 1).window(Durations.minutes(1), Durations.seconds(10)).print();"),
      "windows"
    )
    assert(
      how == "window(time, 60 s, 10 s, startTime = (zero time - 60 s) mod 10 s); inspect CHECKPOINT says the zero time"
    )
  }
}
