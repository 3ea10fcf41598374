package io.twinstream.migration.scan

import scala.jdk.CollectionConverters._

import io.twinstream.TempFolder
import org.scalatest.funsuite.AnyFunSuite

/** For every risk, a program that has it and one that has not. */
final class RisksSuite extends AnyFunSuite {

  private def program(body: String): String =
    s"""package app;
       |import java.util.*;
       |import org.apache.hadoop.conf.Configuration;
       |import org.apache.kafka.clients.consumer.ConsumerRecord;
       |import org.apache.spark.*;
       |import org.apache.spark.api.java.*;
       |import org.apache.spark.api.java.Optional;
       |import org.apache.spark.api.java.function.*;
       |import org.apache.spark.broadcast.Broadcast;
       |import org.apache.spark.streaming.*;
       |import org.apache.spark.streaming.api.java.*;
       |import org.apache.spark.streaming.kafka010.*;
       |class App {
       |  static JavaInputDStream<ConsumerRecord<String, String>> source(JavaStreamingContext context) {
       |    Map<String, Object> params = new HashMap<>();
       |    params.put("enable.auto.commit", false);
       |    return KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(),
       |        ConsumerStrategies.<String, String>Subscribe(List.of("topic"), params));
       |  }
       |  $body
       |}
       |""".stripMargin

  private def risks(body: String): Seq[Risk] = TempFolder.use { directory =>
    Compiler.compile(program(body), directory)
    Scanner
      .scan(List(directory.toString).asJava, (_, _) => ())
      .risks
      .asScala
      .toSeq
  }

  private def settings(body: String): Seq[SettingUse] = TempFolder.use { directory =>
    Compiler.compile(program(body), directory)
    Scanner.scan(List(directory.toString).asJava, (_, _) => ()).settings.asScala.toSeq
  }

  private def details(body: String): Seq[(RiskType, String)] =
    risks(body).map(risk => risk.`type` -> risk.detail)

  private def run(statements: String): String =
    s"static void run(JavaStreamingContext context) { $statements }"

  private val read = "((HasOffsetRanges) rdd.rdd()).offsetRanges();"

  test("offsets taken from the direct stream are right") {
    assert(details(run(s"source(context).foreachRDD(rdd -> { OffsetRange[] r = $read });")) == Nil)
    assert(details(run(s"source(context).persist().foreachRDD(rdd -> { OffsetRange[] r = $read });")) == Nil)
    assert(
      details(
        run(s"source(context).transform(rdd -> { OffsetRange[] r = $read return rdd; }).print();")
      ) == Nil
    )
    // From a stream whose making is not seen, nothing can be said.
    assert(
      details(
        s"static void run(JavaInputDStream<String> in) { in.foreachRDD(rdd -> { OffsetRange[] r = $read }); }"
      ) == Nil
    )
  }

  test("offsets taken after an operator are a risk") {
    for (
      operator <- Seq(
        "map(r -> r.value())",
        "filter(r -> true)",
        "repartition(2)",
        "window(Durations.minutes(1))"
      )
    )
      assert(
        details(run(s"source(context).$operator.foreachRDD(rdd -> { OffsetRange[] r = $read });")) ==
          Seq(
            RiskType.OFFSETS_AFTER_TRANSFORMATION -> s"HasOffsetRanges of the result of ${operator.takeWhile(_ != '(')}"
          )
      )
  }

  test("offsets taken after an operation on the RDD are a risk") {
    val late = "((HasOffsetRanges) rdd.map(x -> x.value()).rdd()).offsetRanges();"
    assert(
      details(run(s"source(context).foreachRDD(rdd -> { OffsetRange[] r = $late });")) ==
        Seq(RiskType.OFFSETS_AFTER_TRANSFORMATION -> "HasOffsetRanges of the result of map")
    )
  }

  test("offsets taken in a function class, after an operator, are a risk") {
    val function =
      s"static class Read implements VoidFunction<JavaRDD<String>> { public void call(JavaRDD<String> rdd) { OffsetRange[] r = $read } }"
    val anonymous =
      s"new VoidFunction<JavaRDD<String>>() { public void call(JavaRDD<String> rdd) { OffsetRange[] r = $read } }"
    for (made <- Seq("new Read()", anonymous))
      assert(
        details(function + run(s"source(context).map(r -> r.value()).foreachRDD($made);")).map(_._1) ==
          Seq(RiskType.OFFSETS_AFTER_TRANSFORMATION)
      )
  }

  private val committing =
    "JavaInputDStream<ConsumerRecord<String, String>> in = source(context);"
  private val commit = "((CanCommitOffsets) in.inputDStream()).commitAsync(r);"

  test("a commit after the output is right, before it a risk") {
    val write = "rdd.foreachPartition(records -> {});"
    def body(first: String, second: String) =
      run(s"$committing in.foreachRDD(rdd -> { OffsetRange[] r = $read $first $second });")
    assert(details(body(write, commit)) == Nil)
    assert(details(body(commit, write)).map(_._1) == Seq(RiskType.COMMIT_BEFORE_OUTPUT))
  }

  test("a commit in an output operation before the one that writes is a risk") {
    val commits = s"in.foreachRDD(rdd -> { OffsetRange[] r = $read $commit });"
    val writes = "in.foreachRDD(rdd -> rdd.saveAsTextFile(\"/out\"));"
    def early(body: String) =
      details(run(committing + body)).map(_._1).contains(RiskType.COMMIT_BEFORE_OUTPUT)
    assert(early(commits + writes))
    assert(!early(writes + commits))
  }

  private val factory =
    "static JavaStreamingContext make() { JavaStreamingContext c = new JavaStreamingContext(new SparkConf(), Durations.seconds(1)); source(c).print(); c.checkpoint(\"/cp\"); return c; }"
  private val recovered =
    "JavaStreamingContext context = JavaStreamingContext.getOrCreate(\"/cp\", App::make);"

  test("a graph made in the factory is right") {
    assert(
      details(
        factory + s"static void run() throws Exception { $recovered context.sparkContext(); context.start(); context.awaitTermination(); }"
      ) == Nil
    )
  }

  test("a graph made after getOrCreate is a risk, also in a method that is given the context") {
    val direct =
      details(factory + s"""static void run() { $recovered context.socketTextStream("h", 1).print(); }""")
    assert(
      direct == Seq(RiskType.OUTSIDE_FACTORY -> "added to what getOrCreate returned: socketTextStream, print")
    )
    val helper = "static void more(String name, JavaStreamingContext to) { to.textFileStream(name).print(); }"
    val indirect = details(factory + helper + s"""static void run() { $recovered more("/in", context); }""")
    assert(indirect == Seq(RiskType.OUTSIDE_FACTORY -> "added to what getOrCreate returned: more"))
  }

  test("createOnError is a risk if it is true") {
    def body(value: Boolean) = factory +
      s"""static void run() { JavaStreamingContext.getOrCreate("/cp", App::make, new Configuration(), $value); }"""
    assert(details(body(false)) == Nil)
    assert(details(body(true)).map(_._1) == Seq(RiskType.CREATE_ON_ERROR))
  }

  test("several outputs of one source are a risk; outputs of different sources are not") {
    val two =
      risks(run(s"$committing in.map(r -> r.key()).print();\nin.map(r -> r.value()).foreachRDD(rdd -> {});"))
    assert(two.map(_.`type`) == Seq(RiskType.SEVERAL_OUTPUTS))
    assert(two.head.detail.matches("2 outputs of one stream: print in line \\d+, foreachRDD in line \\d+"))
    assert(details(run("source(context).print(); source(context).print();")) == Nil)
    assert(details(run(s"$committing in.union(in).print();")) == Nil)
    val both = "JavaDStream<ConsumerRecord<String, String>> both = source(context).union(source(context));"
    assert(details(run(s"$both both.print(); both.count().print();")).size == 1)
  }

  private val capture =
    "static void run(JavaStreamingContext context, Broadcast<String> b) { source(context).filter(r -> r.value().equals(b.value())).print(); "

  /** Starts from a checkpoint what `run` builds, with these further arguments. */
  private def starting(arguments: String): String =
    s"""static void start(Broadcast<String> b) { JavaStreamingContext.getOrCreate("/cp", () -> { JavaStreamingContext c = new JavaStreamingContext(new SparkConf(), Durations.seconds(1)); c.checkpoint("/cp"); $arguments; return c; }).start(); }"""

  test("a captured broadcast is a risk if the program starts from a checkpoint") {
    assert(
      details(capture + "}" + starting("run(c, b)")) ==
        Seq(RiskType.CAPTURED_BROADCAST -> "the function of filter captures a Broadcast")
    )
    assert(details(capture + "context.checkpoint(\"/cp\"); }") == Nil)
    // Another program that starts from one changes nothing.
    assert(details(capture + "}" + starting("source(c).print()")) == Nil)
    val inside =
      "source(context).foreachRDD(rdd -> { Broadcast<String> b = JavaSparkContext.fromSparkContext(rdd.context()).broadcast(\"x\"); rdd.filter(r -> r.value().equals(b.value())).count(); }); context.checkpoint(\"/cp\");"
    assert(details(run(inside) + starting("run(c)")) == Nil)
  }

  test("a broadcast in a field that a function reads is a risk, in a static field it is not") {
    for ((modifier, expected) <- Seq("" -> Seq(RiskType.CAPTURED_BROADCAST), "static" -> Nil)) {
      val body =
        s"""$modifier Broadcast<String> words; void run(JavaStreamingContext context) { source(context).filter(r -> r.value().equals(words.value())).print(); }""" + starting(
          "new App().run(c)"
        )
      assert(details(body).map(_._1) == expected, modifier)
    }
  }

  test("a broadcast captured by an anonymous class is a risk") {
    val body =
      "static void run(JavaStreamingContext context, final Broadcast<String> b) { source(context).foreachRDD(new VoidFunction<JavaRDD<ConsumerRecord<String, String>>>() { public void call(JavaRDD<ConsumerRecord<String, String>> rdd) { b.value(); } }); }" + starting(
        "run(c, b)"
      )
    assert(details(body).map(_._1) == Seq(RiskType.CAPTURED_BROADCAST))
  }

  test("state without a checkpoint is a risk; state with one, or a window without inverse, is not") {
    val pairs =
      "JavaPairDStream<String, Long> pairs = source(context).mapToPair(r -> new scala.Tuple2<>(r.key(), 1L));"
    val stateful = Seq(
      "pairs.updateStateByKey((List<Long> v, Optional<Long> s) -> s)",
      "pairs.reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, Durations.minutes(1), Durations.seconds(1))",
      "pairs.countByWindow(Durations.minutes(1), Durations.seconds(1))"
    )
    for (operator <- stateful) {
      assert(
        details(run(s"$pairs $operator.print();")).map(_._1) == Seq(RiskType.STATE_WITHOUT_CHECKPOINT),
        operator
      )
      assert(details(run(s"""$pairs $operator.print(); context.checkpoint("/cp");""")) == Nil, operator)
    }
    assert(
      details(run(s"$pairs pairs.reduceByKeyAndWindow(Long::sum, Durations.minutes(1)).print();")) == Nil
    )
  }

  test("auto commit that is on is a risk, and one that is not mentioned too") {
    def set(value: String) =
      s"""static void more(Map<String, Object> p) { p.put("enable.auto.commit", $value); }"""
    for (value <- Seq("true", "\"true\"", "Boolean.TRUE"))
      assert(details(set(value)).map(_._1) == Seq(RiskType.AUTO_COMMIT), value)
    for (value <- Seq("false", "\"false\"", "Boolean.FALSE", "System.getProperty(\"x\")"))
      assert(details(set(value)) == Nil, value)
    val last = """static Object more(Map<String, Object> p) { return p.get("enable.auto.commit"); }"""
    assert(details(last) == Nil) // no constant follows it in the method
    val unset = TempFolder.use { directory =>
      Compiler.compile(program("").replace("enable.auto.commit", "fetch.min.bytes"), directory)
      Scanner.scan(List(directory.toString).asJava, (_, _) => ()).risks.asScala.toSeq
    }
    assert(unset.map(_.detail) == Seq("enable.auto.commit is not set, and so is on"))
  }

  test("a method too large to be followed: its calls are found, its risks are not") {
    val two = "in.map(r -> r.key()).print(); in.print();"
    def body(filler: Int) = run(committing + two + Seq.fill(filler)("context.hashCode();").mkString)
    assert(risks(body(10)).map(_.`type`) == Seq(RiskType.SEVERAL_OUTPUTS))
    // 120 locals of two words each, and 16,000 instructions: 4 million values.
    val locals = (1 to 120).map(i => s"long l$i = $i;").mkString
    val large = run(locals + committing + two + Seq.fill(4000)("context.hashCode();").mkString)
    assert(risks(large) == Nil)
    TempFolder.use { directory =>
      Compiler.compile(program(large), directory)
      val found = Scanner.scan(List(directory.toString).asJava, (_, _) => ()).findings.asScala
      assert(found.count(_.api.endsWith(".print")) == 2)
    }
  }

  test("configuration keys are told with their meaning; other texts are not") {
    val found = settings(
      "static void conf(SparkConf c, String n) { c.set(\"spark.streaming.backpressure.enabled\", \"true\"); c.set(\"spark.ui.port\", \"1\"); c.set(\"spark.streaming.brandNew\", n); c.set(\"spark.streaming.unpersist\", n); }"
    )
    assert(
      found.map(use => use.key -> Option(use.value)) == Seq(
        "enable.auto.commit" -> Some(false),
        "spark.streaming.backpressure.enabled" -> Some("true"),
        "spark.streaming.brandNew" -> None, // and not the next constant in the code
        "spark.streaming.unpersist" -> None
      )
    )
    assert(found(1).setting.meaning.contains("rate of the sources"))
    assert(found(1).setting.advice.contains("maxOffsetsPerTrigger"))
    assert(found(2).setting.meaning.contains("does not know"))
  }

  test("a Kafka key in a package that uses no stream is another program's") {
    val other = "package other; class Consumer { String key() { return \"group.id\"; } }"
    val found = TempFolder.use { directory =>
      Compiler.compile(program(""), directory)
      Compiler.compile(other, directory)
      Compiler.compile("package app.conf; class Keys { String key() { return \"group.id\"; } }", directory)
      Scanner.scan(List(directory.toString).asJava, (_, _) => ()).settings.asScala.toSeq
    }
    assert(found.filter(_.key == "group.id").map(_.className) == Seq("app.conf.Keys"))
  }

  test("every risk and every setting says why and what to do") {
    for (kind <- RiskType.values)
      assert(kind.why.length > 20 && kind.advice.length > 20, kind)
    for (row <- Settings.known.rows.asScala)
      assert(row.meaning.nonEmpty && row.advice.nonEmpty, row)
  }

  test("risks are found in Scala too") {
    val classes =
      java.nio.file.Paths.get(sys.env("TWINSTREAM_TARGET"), "test-classes/io/twinstream/migration/scan")
    val found = Scanner.scan(
      List("ScalaRisks.class", "ScalaRisks$.class").map(classes.resolve(_).toString).asJava,
      (_, _) => ()
    )
    val seen = found.risks.asScala.map(risk => risk.`type` -> risk.method).toSet
    assert(
      Set(
        RiskType.OFFSETS_AFTER_TRANSFORMATION -> "offsetsLate",
        RiskType.COMMIT_BEFORE_OUTPUT -> "commitFirst",
        RiskType.OUTSIDE_FACTORY -> "outside",
        RiskType.CREATE_ON_ERROR -> "onError",
        RiskType.SEVERAL_OUTPUTS -> "twoOutputs",
        RiskType.CAPTURED_BROADCAST -> "captured",
        RiskType.AUTO_COMMIT -> "parameters"
      ).diff(seen) == Set.empty
    )
    assert(!found.risks.asScala.exists(risk => risk.method.startsWith("right")))
  }

  private def mains(programs: (String, String)*): Seq[(RiskType, String, String)] = TempFolder.use {
    directory =>
      for ((name, body) <- programs)
        Compiler.compile(
          program("")
            .replaceAll("(?s)class App \\{.*", s"class $name { $body }")
            .replace(
              "package app;",
              "package app; import java.io.*; import org.apache.kafka.clients.consumer.KafkaConsumer;"
            ),
          directory
        )
      Scanner
        .scan(List(directory.toString).asJava, (_, _) => ())
        .risks
        .asScala
        .toSeq
        .map(risk => (risk.`type`, risk.className, risk.method))
  }

  private def direct(params: String, more: String = ""): String =
    s"""public static void main(String[] args) throws Exception {
       JavaStreamingContext context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1));
       Map<String, Object> params = new HashMap<>(); $params
       KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(),
           ConsumerStrategies.<String, String>Subscribe(List.of("topic"), params)).print(); $more context.start(); }"""

  test("auto commit is judged for each program, and only where all keys are in the code") {
    val sets = direct("""params.put("group.id", "g"); params.put("enable.auto.commit", false);""")
    val leaves = direct("""params.put("group.id", "g");""")
    assert(mains("Sets" -> sets, "Leaves" -> leaves) == Seq((RiskType.AUTO_COMMIT, "app.Leaves", "main")))
    val reads = direct(
      """params.put("group.id", "g"); Properties p = new Properties(); p.load(new FileReader("f"));
        |for (String key : p.stringPropertyNames()) { params.put(key, p.getProperty(key)); }""".stripMargin
    )
    assert(mains("Reads" -> reads) == Nil)
    val takes = direct("""params.put("group.id", "g"); params.putAll(System.getenv());""")
    assert(mains("Takes" -> takes) == Nil)
  }

  private def counting(checkpoint: String): String =
    s"""public static void main(String[] args) throws Exception {
       JavaStreamingContext context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1)); $checkpoint
       context.socketTextStream("h", 1).mapToPair(x -> new scala.Tuple2<>(x, 1L))
           .updateStateByKey((List<Long> v, Optional<Long> s) -> s).print(); context.start(); }"""

  test("state is judged by the checkpoint of its own program") {
    assert(
      mains("With" -> counting("context.checkpoint(\"/cp\");"), "Without" -> counting(""))
        .filter(_._1 == RiskType.STATE_WITHOUT_CHECKPOINT)
        .map(_._2) == Seq("app.Without")
    )
  }

  test("a checkpoint that is written and never restored is a risk; one that is restored is not") {
    val never = counting("context.checkpoint(\"/cp\");")
    assert(mains("Never" -> never) == Seq((RiskType.CHECKPOINT_NEVER_RESTORED, "app.Never", "main")))
    val restored = never
      .replace(
        "JavaStreamingContext context =",
        "JavaStreamingContext.getOrCreate(\"/cp\", () -> make()).start(); } static JavaStreamingContext make() { JavaStreamingContext context ="
      )
      .replace("context.start();", "return context;")
    assert(mains("Restored" -> restored) == Nil)
    // Nothing is lost without state.
    val plain =
      """public static void main(String[] args) { JavaStreamingContext context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1));
      context.checkpoint("/cp"); context.socketTextStream("h", 1).print(); }"""
    assert(mains("Plain" -> plain) == Nil)
  }

  test("settings: only of the client that feeds a stream, with values and the prefix of the source") {
    val both =
      """static void run(JavaStreamingContext context) {
           Map<String, Object> own = new HashMap<>(); own.put("group.id", "other"); new org.apache.kafka.clients.consumer.KafkaConsumer<String, String>(own).close();
           Map<String, Object> params = new HashMap<>(); params.put("bootstrap.servers", "h:1"); params.put("ssl.protocol", "TLS");
           KafkaUtils.createDirectStream(context, LocationStrategies.PreferConsistent(),
               ConsumerStrategies.<String, String>Subscribe(List.of("topic"), params)).print(); }"""
    val found = settings(both).filter(_.method == "run")
    assert(
      found.map(use => use.key -> use.value) == Seq("bootstrap.servers" -> "h:1", "ssl.protocol" -> "TLS")
    )
    assert(found.head.setting.advice == "kafka.bootstrap.servers")
    assert(found(1).setting.advice.startsWith("kafka.ssl."))
  }
}
