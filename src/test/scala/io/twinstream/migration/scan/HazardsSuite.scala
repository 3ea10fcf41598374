package io.twinstream.migration.scan

import io.twinstream.TempFolder
import org.scalatest.funsuite.AnyFunSuite
import scala.jdk.CollectionConverters._

/** For each hazard a program that has it, and one that does the same right. */
final class HazardsSuite extends AnyFunSuite {

  private val before =
    """package app;
      |import java.sql.*;
      |import java.util.*;
      |import org.apache.kafka.clients.consumer.ConsumerRecord;
      |import org.apache.kafka.common.TopicPartition;
      |import org.apache.spark.*;
      |import org.apache.spark.api.java.*;
      |import org.apache.spark.api.java.Optional;
      |import org.apache.spark.storage.StorageLevel;
      |import org.apache.spark.streaming.*;
      |import org.apache.spark.streaming.api.java.*;
      |import org.apache.spark.streaming.kafka010.*;
      |import org.apache.spark.streaming.receiver.Receiver;
      |""".stripMargin

  private val source =
    """static JavaStreamingContext context = new JavaStreamingContext("local[2]", "app", Durations.seconds(1));
      |static JavaInputDStream<ConsumerRecord<String, String>> source() {
      |  Map<String, Object> params = new HashMap<>();
      |  params.put("enable.auto.commit", false);
      |  return KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(),
      |      ConsumerStrategies.<String, String>Subscribe(List.of("topic"), params));
      |}
      |static OffsetRange[] ranges(JavaRDD<?> rdd) { return ((HasOffsetRanges) rdd.rdd()).offsetRanges(); }
      |static void commit(JavaInputDStream<?> in, OffsetRange[] ranges) {
      |  ((CanCommitOffsets) in.inputDStream()).commitAsync(ranges);
      |}
      |static void write(JavaRDD<ConsumerRecord<String, String>> rdd) { rdd.foreachPartition(records -> {}); }
      |""".stripMargin

  private def found(members: String): Map[RiskType, Seq[String]] = TempFolder.use { directory =>
    Compiler.compile(s"$before class App {\n$source\n$members\n}", directory)
    Scanner
      .scan(List(directory.toString).asJava, (_, _) => ())
      .risks
      .asScala
      .toSeq
      .groupBy(_.`type`)
      .map { case (kind, risks) => kind -> risks.map(_.detail) }
  }

  private def main(statements: String): String = s"public static void main(String[] args) { $statements }"

  private val in = "JavaInputDStream<ConsumerRecord<String, String>> in = source();"
  private val pairs =
    s"$in JavaPairDStream<String, Integer> pairs = in.mapToPair(r -> new scala.Tuple2<>(r.key(), 1));"

  /** A hazard, a program that has it, and one that is right. */
  private def hazard(kind: RiskType, name: String)(wrong: String, right: String, detail: String = ""): Unit =
    test(s"${kind.label}: $name") {
      val planted = found(wrong)
      assert(planted.contains(kind), planted)
      if (detail.nonEmpty) assert(planted(kind).exists(_.matches(detail)), planted)
      val twin = found(right)
      assert(!twin.contains(kind), twin)
    }

  private val rightCommit =
    main(s"$in in.foreachRDD(rdd -> { OffsetRange[] r = ranges(rdd); write(rdd); commit(in, r); });")

  hazard(RiskType.COMMIT_BEFORE_OUTPUT, "in the same code")(
    main(
      s"$in in.foreachRDD(rdd -> { ((CanCommitOffsets) in.inputDStream()).commitAsync(ranges(rdd)); rdd.foreachPartition(p -> {}); });"
    ),
    main(
      s"$in in.foreachRDD(rdd -> { OffsetRange[] r = ranges(rdd); rdd.foreachPartition(p -> {}); ((CanCommitOffsets) in.inputDStream()).commitAsync(r); });"
    )
  )
  hazard(RiskType.COMMIT_BEFORE_OUTPUT, "in an output before the one that writes")(
    main(s"$in in.foreachRDD(rdd -> commit(in, ranges(rdd))); in.foreachRDD(rdd -> write(rdd));"),
    rightCommit
  )
  hazard(RiskType.COMMIT_BEFORE_OUTPUT, "before a helper that writes")(
    main(
      s"$in in.foreachRDD(rdd -> { ((CanCommitOffsets) in.inputDStream()).commitAsync(ranges(rdd)); write(rdd); });"
    ),
    rightCommit,
    "commitAsync before write in line \\d+"
  )
  hazard(RiskType.COMMIT_BEFORE_OUTPUT, "in a helper that is called before")(
    main(s"$in in.foreachRDD(rdd -> { commit(in, ranges(rdd)); rdd.foreachPartition(p -> {}); });"),
    rightCommit
  )
  hazard(RiskType.OFFSETS_IN_OWN_OUTPUT, "behind the output that writes")(
    main(s"$in in.foreachRDD(rdd -> write(rdd)); in.foreachRDD(rdd -> commit(in, ranges(rdd)));"),
    rightCommit,
    "foreachRDD in line \\d+ keeps offsets, and foreachRDD in line \\d+ writes"
  )
  hazard(RiskType.OFFSETS_IN_OWN_OUTPUT, "in a store of its own")(
    "static Map<String, Long> store = new HashMap<>(); static void save(OffsetRange[] ranges) { for (OffsetRange r : ranges) store.put(r.topic(), r.untilOffset()); }" +
      main(s"$in in.foreachRDD(rdd -> write(rdd)); in.foreachRDD(rdd -> save(ranges(rdd)));"),
    "static void save(OffsetRange[] ranges) {}" +
      main(s"$in in.foreachRDD(rdd -> { write(rdd); save(ranges(rdd)); });")
  )
  hazard(RiskType.SEVERAL_OUTPUTS, "in a helper and another class")(
    "static class Report { void show(JavaDStream<String> lines) { lines.print(); } }" +
      main(s"$in in.foreachRDD(rdd -> write(rdd)); new Report().show(in.map(r -> r.value()));"),
    "static class Report { void show(JavaDStream<String> lines) { lines.print(); } }" +
      main(s"$in new Report().show(in.map(r -> r.value()));"),
    "2 outputs of one stream: foreachRDD in line \\d+, print in line \\d+ of App.Report.show"
  )
  hazard(RiskType.OFFSETS_AFTER_TRANSFORMATION, "cast in a helper, stream from a helper")(
    "static JavaDStream<String> values() { return source().map(r -> r.value()); }" +
      main("values().foreachRDD(rdd -> { OffsetRange[] r = ranges(rdd); });"),
    main("source().foreachRDD(rdd -> { OffsetRange[] r = ranges(rdd); });"),
    "HasOffsetRanges of the result of map"
  )
  hazard(RiskType.CHECKPOINT_NEVER_RESTORED, "a new context at each start")(
    main(
      s"""context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1)); context.checkpoint("/cp"); $pairs pairs.updateStateByKey((List<Integer> n, Optional<Integer> s) -> s).print(); """
    ),
    s"""static JavaStreamingContext make() { context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1)); context.checkpoint("/cp"); $pairs pairs.updateStateByKey((List<Integer> n, Optional<Integer> s) -> s).print(); return context; } """ +
      main("JavaStreamingContext.getOrCreate(\"/cp\", App::make).start();")
  )
  hazard(RiskType.DRIVER_STATE, "a counter and a map of the driver")(
    "static long total; static Map<String, Long> seen = new HashMap<>();" +
      main(
        s"""$in in.foreachRDD(rdd -> { total += rdd.count(); seen.put("all", total); }); in.foreachRDD(rdd -> System.out.println(seen)); """
      ),
    "static SQLContextHolder holder = new SQLContextHolder(); static class SQLContextHolder { Object value; Object get() { if (value == null) value = new Object(); return value; } }" +
      main(s"$in in.foreachRDD(rdd -> { holder.get(); write(rdd); });")
  )
  hazard(RiskType.COLLECT_TO_DRIVER, "collect and take")(
    main(
      s"$in in.foreachRDD(rdd -> { for (Object each : rdd.map(r -> r.value()).collect()) System.out.println(each); });"
    ),
    main(s"$in in.foreachRDD(rdd -> write(rdd));"),
    "collect brings records to the driver in line \\d+"
  )
  hazard(RiskType.CONNECTION_PER_RECORD, "in foreach, behind a helper")(
    "static void insert(String row) throws SQLException { try (Connection c = DriverManager.getConnection(\"jdbc:x\")) { c.createStatement().execute(row); } }" +
      main(s"$in in.foreachRDD(rdd -> rdd.foreach(r -> insert(r.value())));"),
    main(
      s"""$in in.foreachRDD(rdd -> rdd.foreachPartition(p -> { try (Connection c = DriverManager.getConnection("jdbc:x")) { p.forEachRemaining(r -> {}); } })); """
    ),
    "foreach opens DriverManager for each record, in line \\d+"
  )
  hazard(RiskType.CONNECTION_CAPTURED, "made on the driver, used by executors")(
    main(
      s"""$in in.foreachRDD(rdd -> { Connection c = DriverManager.getConnection("jdbc:x"); rdd.foreachPartition(p -> c.createStatement().execute("x")); }); """
    ),
    main(
      s"""$in in.foreachRDD(rdd -> rdd.foreachPartition(p -> { Connection c = DriverManager.getConnection("jdbc:x"); })); """
    )
  )
  private val update = "(List<Integer> n, Optional<Integer> s) -> s"
  hazard(RiskType.CHAINED_STATE, "state behind a window, a window behind state, a join with state")(
    main(
      s"$pairs pairs.window(Durations.seconds(10)).updateStateByKey($update).print(); pairs.updateStateByKey($update).window(Durations.seconds(5)).join(pairs).print();"
    ),
    main(
      s"$pairs pairs.reduceByKey((a, b) -> a).updateStateByKey($update).mapValues(v -> v).print(); pairs.window(Durations.seconds(10)).reduceByKey((a, b) -> a).print();"
    ),
    "(updateStateByKey behind window|window behind updateStateByKey|join behind updateStateByKey) in line \\d+"
  )

  private def spec(function: String) =
    s"pairs.mapWithState(StateSpec.function((String k, Optional<Integer> v, State<Integer> s) -> { $function return k; }).timeout(Durations.minutes(1))).print();"

  hazard(RiskType.TIMEOUT_NOT_ASKED, "state is updated while it times out")(
    main(s"$pairs ${spec("s.update(v.get());")}"),
    main(s"$pairs ${spec("if (!s.isTimingOut()) s.update(v.get());")}")
  )
  hazard(RiskType.CLOCK_IN_STATE_FUNCTION, "the time of now")(
    main(
      s"$pairs pairs.updateStateByKey((List<Integer> n, Optional<Long> s) -> Optional.of(System.currentTimeMillis())).print();"
    ),
    main(
      s"$pairs pairs.updateStateByKey($update).foreachRDD((rdd, time) -> System.out.println(System.currentTimeMillis()));"
    )
  )
  hazard(RiskType.UNEQUAL_STATE_CHECKPOINTS, "3 s and 10 s")(
    main(
      s"$pairs pairs.updateStateByKey($update).checkpoint(Durations.seconds(3)).print(); pairs.updateStateByKey($update).checkpoint(Durations.seconds(10)).print();"
    ),
    main(
      s"$pairs pairs.updateStateByKey($update).checkpoint(Durations.seconds(10)).print(); pairs.updateStateByKey($update).checkpoint(Durations.seconds(10)).print();"
    ),
    "state is checkpointed every 3 s and 10 s"
  )
  hazard(RiskType.TWO_OFFSET_OWNERS, "a checkpoint that is restored, and offsets of one's own")(
    "static JavaStreamingContext make() { KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(), ConsumerStrategies.<String, String>Subscribe(List.of(\"t\"), new HashMap<>(), new HashMap<TopicPartition, Long>())).print(); return context; }" +
      main("JavaStreamingContext.getOrCreate(\"/cp\", App::make).start();"),
    "static JavaStreamingContext make() { source().print(); return context; }" +
      main("JavaStreamingContext.getOrCreate(\"/cp\", App::make).start();")
  )
  hazard(RiskType.FACTORY_SIDE_EFFECT, "a static field that the factory sets")(
    "static String table; static JavaStreamingContext make() { table = \"t\"; source().foreachRDD(rdd -> write(rdd)); return context; }" +
      main("JavaStreamingContext.getOrCreate(\"/cp\", App::make).start(); System.out.println(table);"),
    "static String table = \"t\"; static JavaStreamingContext make() { source().foreachRDD(rdd -> write(rdd)); return context; }" +
      main("JavaStreamingContext.getOrCreate(\"/cp\", App::make).start(); System.out.println(table);")
  )
  hazard(RiskType.CAPTURED_CONTEXT, "a function of executors keeps the context")(
    main("JavaStreamingContext local = context; source().map(r -> local.toString()).print();"),
    main("JavaStreamingContext local = context; source().foreachRDD(rdd -> local.stop());")
  )
  hazard(RiskType.RECEIVER_STORES_ONE_BY_ONE, "a receiver of lines")(
    "static class Lines extends Receiver<String> { Lines() { super(StorageLevel.MEMORY_ONLY()); } public void onStart() { store(\"line\"); } public void onStop() {} }",
    "static class Lines extends Receiver<String> { Lines() { super(StorageLevel.MEMORY_ONLY()); } public void onStart() { store(List.of(\"line\").iterator()); } public void onStop() {} }"
  )
}
