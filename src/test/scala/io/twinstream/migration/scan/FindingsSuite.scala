package io.twinstream.migration.scan

import java.nio.file.{Files, Path, Paths}

import scala.jdk.CollectionConverters._

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.api.Jobs
import io.twinstream.migration.scan.Finding.Kind
import org.scalatest.funsuite.AnyFunSuite

/** How a use is found and told: kind, place, and the path to it. */
@RuleTier
final class FindingsSuite extends AnyFunSuite {
  private val imports =
    """import java.util.*;
      |import org.apache.spark.api.java.*;
      |import org.apache.spark.api.java.function.*;
      |import org.apache.spark.storage.StorageLevel;
      |import org.apache.spark.streaming.*;
      |import org.apache.spark.streaming.api.java.*;
      |import org.apache.spark.streaming.dstream.*;
      |import org.apache.spark.streaming.receiver.Receiver;
      |import org.apache.spark.streaming.scheduler.*;
      |""".stripMargin.linesIterator.mkString

  private def scanned(paths: Path*): Seq[Finding] =
    Scanner.scan(paths.map(_.toString).asJava, (_, _) => ()).findings.asScala.toSeq

  private def findings(classes: String): Seq[Finding] = TempFolder.use { directory =>
    scanned(Compiler.compile(s"package app; $imports\n$classes", directory))
  }

  private def of(found: Seq[Finding], kind: Kind): Seq[(String, String, String)] =
    found.filter(_.kind == kind).map(one => (one.className, one.method, one.api))

  test("the class of the API is the one that users know, whatever the static type") {
    val found = findings("""class App {
      static void run(JavaReceiverInputDStream<String> in, JavaPairInputDStream<String, Long> pairs,
          JavaMapWithStateDStream<String, Long, Long, Long> state, JavaDStreamLike<String, ?, ?> any) {
        in.count(); in.filter(x -> true); pairs.count(); state.print(); state.stateSnapshots(); any.print();
      }
    }""")
    assert(
      found.map(_.api).sorted == Seq(
        "JavaDStream.count",
        "JavaDStream.filter",
        "JavaDStream.print",
        "JavaDStream.print",
        "JavaMapWithStateDStream.stateSnapshots",
        "JavaPairDStream.count"
      )
    )
  }

  test("code in a lambda is told with the method around it and the path to it") {
    val found = findings("""class App {
      static void run(JavaDStream<String> in, State<Long> state) {
        in.foreachRDD(rdd ->
            rdd.foreach(x ->
                state.update(1L)));
      }
    }""")
    val update = found.find(_.api == "State.update").get
    assert(update.method == "run" && update.line == 6)
    assert(update.path.asScala.head == "app.App.run:4 JavaDStream.foreachRDD")
    assert(update.path.asScala(1).matches("app\\.App\\.lambda\\$run\\$.*:5 JavaRDD\\.foreach"))
    assert(update.path.size == 2)
    assert(found.find(_.api == "JavaDStream.foreachRDD").get.path.isEmpty)
  }

  test("code in an anonymous class is told with the path to it") {
    val found = findings("""class App {
      static void run(JavaDStream<String> in, final State<Long> state) {
        in.foreachRDD(new VoidFunction<JavaRDD<String>>() {
          public void call(JavaRDD<String> rdd) { state.get(); }
        });
      }
    }""")
    val get = found.find(_.api == "State.get").get
    assert((get.className, get.method, get.line) == (("app.App$1", "run", 5)))
    assert(get.path.asScala == Seq("app.App.run:4 JavaDStream.foreachRDD"))
  }

  test("RDD code in a lambda is no finding") {
    val found = findings("""class App {
      static void run(JavaDStream<String> in) {
        in.foreachRDD(rdd -> rdd.map(x -> x).filter(x -> true).distinct().union(rdd).count());
      }
    }""")
    assert(found.map(_.api) == Seq("JavaDStream.foreachRDD"))
  }

  test("a method reference is found once, though serializable") {
    val found = findings("""class App {
      interface Call<T> extends java.io.Serializable { void call(T on); }
      static void run() {
        Call<JavaDStream<String>> print = JavaDStream::print;
        Call<JavaStreamingContext> start = JavaStreamingContext::start;
      }
    }""")
    assert(of(found, Kind.REFERENCE).map(_._3) == Seq("JavaDStream.print", "JavaStreamingContext.start"))
    assert(of(found, Kind.CALL) == Nil)
  }

  private val receiver = """
    abstract class Base extends Receiver<String> {
      Base() { super(StorageLevel.MEMORY_ONLY()); }
      public void onStart() { more(); }
      void more() {}
      public void store(String item) { super.store(item); }
    }
    class Sub extends Base {
      public void onStop() {}
      void more() { store("own"); store(List.of("one").iterator()); restart("x"); }
    }
    class User { void use(Sub sub) { sub.stop("done"); sub.toString(); } }"""

  test("calls through subclasses of the application are found; methods it declares are not Spark's") {
    val found = findings(receiver)
    assert(
      of(found, Kind.CALL).sorted == Seq(
        ("app.Base", "store", "Receiver.store"),
        ("app.Sub", "more", "Receiver.restart"),
        ("app.Sub", "more", "Receiver.store"),
        ("app.User", "use", "Receiver.stop")
      )
    )
  }

  test("subclasses and what they override are found") {
    val found = findings(receiver)
    assert(
      of(found, Kind.SUBCLASS).map(one => one._1 -> one._3) ==
        Seq("app.Base" -> "extends Receiver", "app.Sub" -> "extends Receiver")
    )
    assert(
      of(found, Kind.OVERRIDE).toSet == Set(
        ("app.Base", "onStart", "Receiver.onStart"),
        ("app.Base", "store", "Receiver.store"),
        ("app.Sub", "onStop", "Receiver.onStop")
      )
    )
    val others = findings("""
      abstract class Own extends InputDStream<String> { Own(StreamingContext c) { super(c, null); } public void start() {} }
      class Ear implements StreamingListener { public void onBatchCompleted(StreamingListenerBatchCompleted e) {} }
      class Log extends StatsReportListener { Log() { super(1); } }""")
    assert(
      of(others, Kind.SUBCLASS).map(one => one._1 -> one._3) ==
        Seq(
          "app.Ear" -> "extends StreamingListener",
          "app.Log" -> "extends StatsReportListener",
          "app.Own" -> "extends InputDStream"
        )
    )
    assert(
      of(others, Kind.OVERRIDE).map(_._3) == Seq("StreamingListener.onBatchCompleted", "InputDStream.start")
    )
  }

  test("Scala: forwarders that the compiler mixes into a listener are not overrides") {
    val classes = Paths.get(sys.env("TWINSTREAM_TARGET"), "test-classes/io/twinstream/migration/scan")
    val found = scanned(classes.resolve("ScalaListener.class"))
    assert(of(found, Kind.OVERRIDE).map(_._3) == Seq("StreamingListener.onBatchCompleted"))
    assert(of(found, Kind.CALL) == Nil)
  }

  test("a method of another library that takes or gives a stream is found, and what its wrapper does") {
    TempFolder.use { directory =>
      val library = Files.createDirectory(directory.resolve("library"))
      val application = Files.createDirectory(directory.resolve("application"))
      Compiler.compile(
        s"""package lib; $imports
        public class Lib {
          public static Saver javaFunctions(JavaDStream<?> in) { return null; }
          public static JavaDStream<String> open(String url) { return null; }
          public static void log(String text) {}
          public static class Saver { public void save(String table) {} }
        }""",
        library
      )
      Compiler.compile(
        s"""package app; $imports
        class App { void run() { lib.Lib.log("x"); lib.Lib.javaFunctions(lib.Lib.open("u")).save("t"); } }""",
        application,
        library
      )
      assert(
        of(scanned(application), Kind.EXTENSION)
          .map(_._3) == Seq("Lib$Saver.save", "Lib.javaFunctions", "Lib.open")
      )
      // With the library among what is scanned, and taken for the application, its own code is what counts.
      assert(of(scanned(directory), Kind.EXTENSION) == Nil)
      val told = Scanner.scan(
        List(directory.toString).asJava,
        new ScanOptions(List("app").asJava, Rules.all),
        (_, _) => ()
      )
      assert(told.findings.asScala.map(_.api) == Seq("Lib$Saver.save", "Lib.javaFunctions", "Lib.open"))
      assert(told.libraries.asScala == Map("lib" -> 2))
      assert((told.summary.streams, told.summary.outputs) == ((1, 1)))
      val none = intercept[io.twinstream.error.UserError](
        Scanner.scan(
          List(directory.toString).asJava,
          new ScanOptions(List("ap").asJava, Rules.all),
          (_, _) => ()
        )
      )
      assert(none.getMessage.endsWith("no class of package ap in it; name packages of the application"))
    }
  }

  test("a stream of another library that is not scanned is known by its name") {
    TempFolder.use { directory =>
      val library = Files.createDirectory(directory.resolve("library"))
      val application = Files.createDirectory(directory.resolve("application"))
      Compiler.compile(
        s"""package lib; $imports
        public class Lib {
          public static abstract class CloudDStream extends InputDStream<String> {
            public CloudDStream(StreamingContext c) { super(c, null); }
            public String region() { return ""; }
          }
          public static CloudDStream open(StreamingContext context) { return null; }
        }""",
        library
      )
      Compiler.compile(
        s"""package app; $imports
        class App { void run(StreamingContext c) { lib.Lib.open(c).region(); lib.Lib.open(c).print(); } }""",
        application,
        library
      )
      val found = scanned(application)
      assert(of(found, Kind.CALL).map(_._3) == Seq("DStream.print"))
      assert(of(found, Kind.EXTENSION).map(_._3) == Seq("Lib.open", "Lib.open"))
      assert(of(scanned(directory), Kind.CALL).map(_._3) == Seq("DStream.print"))
    }
  }

  test("the summary counts streams, operators and outputs, and names the three hardest methods") {
    val report = TempFolder.use { directory =>
      Compiler.compile(
        s"""package app; $imports
        class App {
          void one(JavaStreamingContext c) { c.union(c.textFileStream("/a"), c.socketTextStream("h", 1)).count().print(); }
          void two(JavaDStream<String> in) { in.window(Durations.seconds(1)).window(Durations.seconds(1)).print(); }
          void three(JavaDStream<String> in) { in.window(Durations.seconds(1)).count().print(); }
          void four(JavaDStream<String> in) { in.window(Durations.seconds(1)).print(); }
          void five(JavaDStream<String> in) { in.print(); }
        }""",
        directory
      )
      Scanner.scan(List(directory.toString).asJava, (_, _) => ())
    }
    val summary = report.summary
    assert((summary.streams, summary.operators, summary.outputs) == ((2, 6, 5)))
    assert(summary.hardest.asScala.map(_.method) == Seq("two", "four", "one"))
    assert(
      summary.byDifficulty.asScala.map { case (k, v) => k.label -> v.intValue } ==
        Map("drop" -> 0, "mechanical" -> 5, "care" -> 6, "redesign" -> 3, "none" -> 0)
    )
    assert(
      TextReport.parts(summary.byPart) ==
        "2 sources (care), 4 stateful operators (1 care, 3 redesign), 3 operators (care), 5 outputs (mechanical)"
    )
  }

  test("a class without line numbers is told with an unknown line") {
    val plain = TempFolder.use { directory =>
      Compiler.compile(
        "class App { void run(org.apache.spark.streaming.api.java.JavaDStream<String> in) { in.print(); } }",
        directory,
        "-g:none"
      )
      Scanner.scan(List(directory.toString).asJava, (_, _) => ())
    }
    assert(plain.findings.asScala.map(_.line) == Seq(0))
    assert(TextReport.of(plain).contains("run:?  JavaDStream.print"))
  }

  private val ownClasses = Paths.get(sys.env("TWINSTREAM_TARGET"), "classes")

  private def simpleName(finding: Finding): String = finding.className.split('.').last

  test("the own classes: every operator of every classic job, by the registry") {
    val found = scanned(ownClasses)
    for (job <- Jobs.all.asScala) {
      val folders = Seq(job.name.replace("-", ""), "engine").map(folder => s".jobs.$folder.DStream")
      val seen = found
        .filter(each => folders.exists(each.className.contains(_)))
        .map(_.api.split('.').last)
        .toSet
      val written =
        job.operators.split("\\W+").toSet.filter(name => Rules.all.rows.asScala.exists(_.name == name))
      assert(written.nonEmpty && written.diff(seen) == Set.empty, job.name)
    }
  }

  test("the own classes: nothing in the ports and the rules") {
    val jobs = scanned(ownClasses).filter(_.className.contains(".jobs."))
    assert(jobs.nonEmpty && jobs.filterNot(simpleName(_).startsWith("DStream")) == Nil)
    assert(!scanned(ownClasses).exists(_.className.contains(".migration.scan.")))
  }

  test("every job's twins are packaged, and reports show them") {
    for (job <- Jobs.all.asScala) {
      val twin = Twins.of(job.name).get
      assert(
        twin.classic.startsWith("public JavaDStream<") && twin.port.contains("topology(PortInput"),
        job.name
      )
      assert(!twin.classic.contains("main("))
    }
    assert(!Twins.of("no-job").isPresent)
  }

  private val connector = s"""package com.datastax.spark.connector.japi; $imports
    public class Cassandra {
      public static Functions javaFunctions(JavaDStream<?> in) { in.count(); return null; }
      public static Functions javaFunctions(JavaRDD<?> in) { return null; }
      public static void saveToEs(JavaDStream<?> in, String index) { in.foreachRDD(rdd -> {}); }
      public static class Functions { public Builder writerBuilder(String table) { return null; } }
      public static class Builder {
        public Builder withTtl(int seconds) { return this; }
        public void setName(String name) {}
        public void saveToCassandra() {}
      }
    }"""

  private val writing = s"""package app; $imports import com.datastax.spark.connector.japi.*;
    class App { void run(JavaStreamingContext c) {
      JavaDStream<String> in = c.textFileStream("/in");
      Cassandra.Builder builder = Cassandra.javaFunctions(in).writerBuilder("t").withTtl(1);
      builder.setName("n");
      builder.saveToCassandra();
      Cassandra.saveToEs(in, "index");
      in.foreachRDD(rdd -> Cassandra.javaFunctions(rdd).writerBuilder("t").saveToCassandra());
    } }"""

  test("a connector on the scanned path hides nothing of the application, and its own code is passed over") {
    TempFolder.use { directory =>
      val library = Files.createDirectory(directory.resolve("library"))
      val application = Files.createDirectory(directory.resolve("application"))
      Compiler.compile(connector, library)
      Compiler.compile(writing, application, library)
      val alone = Scanner.scan(List(application.toString).asJava, (_, _) => ())
      val beside = Scanner.scan(List(directory.toString).asJava, (_, _) => ())
      assert(beside.findings == alone.findings && beside.risks == alone.risks)
      assert(beside.libraries.asScala == Map("Cassandra connector" -> 3) && alone.libraries.isEmpty)
      // If there is nothing else, the connector is what is scanned.
      assert(scanned(library).map(_.api) == Seq("JavaDStream.count", "JavaDStream.foreachRDD"))
    }
  }

  test("what takes a stream and gives nothing is an output, to the end of a chain of builders") {
    TempFolder.use { directory =>
      val library = Files.createDirectory(directory.resolve("library"))
      val application = Files.createDirectory(directory.resolve("application"))
      Compiler.compile(connector, library)
      Compiler.compile(writing, application, library)
      val report = Scanner.scan(List(application.toString).asJava, (_, _) => ())
      val outputs = report.findings.asScala.filter(_.part == Part.OUTPUT).map(_.api)
      assert(
        outputs.sorted == Seq(
          "Cassandra$Builder.saveToCassandra",
          "Cassandra.saveToEs",
          "JavaDStream.foreachRDD"
        )
      )
      assert(report.summary.outputs == 3)
      // The three are of one stream.
      assert(
        report.risks.asScala.map(_.detail) == Seq(
          "3 outputs of one stream: saveToCassandra in line 6, saveToEs in line 7, foreachRDD in line 8"
        )
      )
    }
  }

  test(
    "jars within a jar are libraries, unless their packages are the application's or there is nothing else"
  ) {
    TempFolder.use { directory =>
      def classes(name: String, source: String): Seq[(String, Array[Byte])] = {
        val at = Files.createDirectory(directory.resolve(name))
        Compiler.compile(source, at)
        val files = Files.walk(at)
        try
          files.iterator.asScala
            .filter(_.toString.endsWith(".class"))
            .map(file => at.relativize(file).toString -> Files.readAllBytes(file))
            .toVector
        finally files.close()
      }
      def zip(entries: Seq[(String, Array[Byte])]): Array[Byte] = {
        val bytes = new java.io.ByteArrayOutputStream
        val out = new java.util.zip.ZipOutputStream(bytes)
        for ((name, content) <- entries) {
          out.putNextEntry(new java.util.zip.ZipEntry(name))
          out.write(content)
        }
        out.close()
        bytes.toByteArray
      }
      def source(room: String) =
        s"package $room; $imports class Use { void run(JavaDStream<String> in) { in.print(); } }"
      val inner = Seq(
        "lib/ours.jar" -> zip(classes("ours", source("com.iot.common"))),
        "lib/theirs.jar" -> zip(classes("theirs", source("org.other.kit")))
      )
      val fat =
        Files.write(directory.resolve("fat.jar"), zip(inner ++ classes("main", source("com.iot.app"))))
      val report = Scanner.scan(List(fat.toString).asJava, (_, _) => ())
      assert(report.findings.asScala.map(_.className) == Seq("com.iot.app.Use", "com.iot.common.Use"))
      assert(report.libraries.asScala == Map("theirs.jar" -> 1))
      val bundle = Files.write(directory.resolve("bundle.zip"), zip(inner))
      assert(scanned(bundle).map(_.className) == Seq("com.iot.common.Use", "org.other.kit.Use"))
    }
  }

  test("a chain that builds a source is one source; what is asked of offsets and state is a detail") {
    val found = findings(
      """class App { void run(JavaDStream<String> in, State<Long> state) { in.cache().print(); state.get(); in.dstream(); } }"""
    )
    assert(
      found.map(one => one.api.split('.').last -> one.part).toSet ==
        Set("cache" -> Part.OPERATOR, "print" -> Part.OUTPUT, "get" -> Part.DETAIL, "dstream" -> Part.DETAIL)
    )
  }

  test("a lambda in a static field is told by the name of the field, with the call that takes it") {
    val found = findings("""class App {
      private static final VoidFunction<JavaRDD<String>> WRITE = rdd -> { App.state.get(); };
      static State<Long> state;
      static void run(JavaDStream<String> in) {
        in.foreachRDD(WRITE);
      }
    }""")
    val get = found.find(_.api == "State.get").get
    assert(get.method == "WRITE" && get.path.asScala == Seq("app.App.run:6 JavaDStream.foreachRDD"))
  }

  test("a named class of functions has the path of the call that takes it") {
    val found = findings("""class App {
      static class Write implements VoidFunction<JavaRDD<String>> { State<Long> state; public void call(JavaRDD<String> rdd) { state.get(); } }
      static void run(JavaDStream<String> in) {
        in.foreachRDD(new Write());
      }
    }""")
    val get = found.find(_.api == "State.get").get
    assert((get.className, get.method) == (("app.App$Write", "call")))
    assert(get.path.asScala == Seq("app.App.run:5 JavaDStream.foreachRDD"))
  }

  test("a default argument of Scala is told by its method") {
    assert(CodePaths.nameInSource("localTx$default$2") == "localTx")
  }

  test("every type of Spark Streaming is known, also those that are internal; times are no findings") {
    val found = findings("""class App {
      void run(JavaStreamingContext c, BatchInfo info) {
        c.ssc().sc().cancelAllJobs(); c.ssc().graph().batchDuration().milliseconds(); info.processingDelay(); Durations.seconds(1).plus(new Duration(1));
        org.apache.spark.streaming.util.HdfsUtils.getFileSegmentLocations("p", 0, 1, null);
      }
    }""")
    assert(
      found.map(one => one.api -> one.difficulty.label).toSet == Set(
        "StreamingContext.sc" -> "mechanical",
        "StreamingContext.graph" -> "care",
        "JavaStreamingContext.ssc" -> "mechanical",
        "DStreamGraph.batchDuration" -> "care",
        "BatchInfo.processingDelay" -> "care",
        "HdfsUtils.getFileSegmentLocations" -> "none"
      )
    )
  }
}
