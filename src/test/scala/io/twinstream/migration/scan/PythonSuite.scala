package io.twinstream.migration.scan

import java.io.{ByteArrayOutputStream, StringWriter}
import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path}
import java.util.zip.{ZipEntry, ZipOutputStream}

import scala.collection.JavaConverters._
import scala.util.Try

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import org.scalatest.funsuite.AnyFunSuite

/** Programs of Python: what is found in them, what is told of those that cannot be read. */
@RuleTier
final class PythonSuite extends AnyFunSuite {
  private val fixtures =
    Path.of(getClass.getResource("/io/twinstream/migration/scan/python/truth.py").toURI).getParent

  /** Those that the page on `scan` shows. */
  private val jobs = Path.of(sys.env("TWINSTREAM_HOME"), "src/test/fixtures/python-jobs")

  private def scan(paths: Path*): ScanReport =
    Scanner.scan(paths.map(_.toString).asJava, (_, _) => ())

  private def written(name: String, source: String): Path = writtenBytes(name, source.getBytes("UTF-8"))

  private def writtenBytes(name: String, bytes: Array[Byte]): Path = {
    Files.write(TempFolder.untilExit().resolve(name), bytes)
  }

  /** File, line and API of each finding, the files named from the root. */
  private def apis(report: ScanReport, root: Path): Seq[String] =
    report.findings.asScala.toSeq
      .map(f =>
        s"${root.relativize(Path.of(f.className))}\t${f.line}\t${f.api.replace("extends ", "extends.")}"
      )
      .distinct
      .sorted

  private def apis(source: String): Seq[String] = {
    val file = written("job.py", source)
    scan(file).findings.asScala.toSeq.map(f => s"${f.line} ${f.api}")
  }

  private val begin =
    "from pyspark.streaming import StreamingContext, DStream\nssc = StreamingContext(sc, 1)\n"

  private lazy val python: Option[String] =
    Seq("python3").find(name =>
      Try(new ProcessBuilder(name, "--version").start().waitFor() == 0).getOrElse(false)
    )

  /** What Python's own parser sees in a program, with the same following. */
  private def truth(root: Path, file: String): Seq[String] = {
    val tables = Path.of("src/main/resources/io/twinstream/migration/scan")
    val process = new ProcessBuilder(
      python.getOrElse(cancel("python3 is not on the path")),
      fixtures.resolve("truth.py").toString,
      tables.resolve("python-types.tsv").toString,
      tables.resolve("python-rules.tsv").toString,
      root.toString,
      file
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    val out = new String(process.getInputStream.readAllBytes(), StandardCharsets.UTF_8)
    assert(process.waitFor() == 0)
    out.linesIterator.toSeq.distinct.sorted
  }

  test("what a program calls is what Python's own ast shows, call by call") {
    val one = jobs.resolve("running_count.py")
    assert(apis(scan(one), jobs) == truth(jobs, "running_count.py"))
    val tree = fixtures.resolve("tree")
    val found = apis(scan(tree), tree)
    assert(found.size > 20)
    assert(found == truth(tree, "main.py"))
  }

  test("threads get what is handed to them") {
    assert(
      apis(
        "import threading\n" + begin +
          "def run(context, n):\n    context.start()\nthreading.Thread(target=run, args=(ssc, 1)).start()\n"
      ) == Seq("3 StreamingContext.<init>", "5 StreamingContext.start")
    )
  }

  /** Files of public repositories, which are not ours to keep: `calls.tsv` names them, and what they call. */
  test("calls in files of others are those that Python's ast shows") {
    val folder =
      Path.of(sys.env.getOrElse("TWINSTREAM_PYTHON_FILES", cancel("TWINSTREAM_PYTHON_FILES is not set")))
    val expected = Files.readAllLines(fixtures.resolve("calls.tsv")).asScala.filterNot(_.startsWith("#"))
    assert(apis(scan(folder), folder) == expected.sorted)
  }

  test("a comment accepts what is in its line, or alone in the next, with a reason") {
    def reviewed(source: String): ScanReport =
      scan(written("job.py", begin + source)).reviewed(java.util.Optional.empty(), Suppressions.NONE)
    def left(source: String): Seq[String] = reviewed(source).findings.asScala.map(_.api).toSeq.drop(1)
    val one = "ssc.socketTextStream('h', 1).count().pprint()"
    assert(left(one).size == 3)
    assert(left(s"$one  # scan: accepted DStream.pprint because it goes with the port").size == 2)
    assert(left(s"# scan: accepted because all of it is rewritten\n\n$one").isEmpty)
    assert(left(s"x = 1  # scan: accepted because it is another line\n$one").size == 3)
    assert(left(s"$one  # scan: accepted DStream.*").size == 3)
    val two = reviewed(s"# scan: accepted DStream.count, DStream.none because of a test\n$one")
    assert(two.review.suppressed.asScala.map(_.reason) == Seq("of a test"))
    assert(two.review.unused.asScala.map(_.split(":").last) == Seq("4"))
  }

  test("a program of Python 2 is read in full") {
    val report = scan(fixtures.resolve("old_syntax.py"))
    assert(report.classesUnread.isEmpty)
    assert(
      report.findings.asScala.map(f => s"${f.method}:${f.line} ${f.api}") == Seq(
        "keep:12 KafkaRDD.offsetRanges",
        "show:18 OffsetRange.topic",
        "show:18 OffsetRange.untilOffset",
        "<module>:29 StreamingContext.<init>",
        "<module>:30 KafkaUtils.createDirectStream",
        "<module>:31 DStream.filter",
        "<module>:31 DStream.map",
        "<module>:31 KafkaDStream.transform",
        "<module>:32 DStream.foreachRDD",
        "<module>:34 StreamingContext.start",
        "<module>:35 StreamingContext.awaitTermination"
      )
    )
  }

  test("a notebook is read by its cells, without magics, commands and other languages") {
    val report = scan(fixtures.resolve("notebook.ipynb"))
    assert(
      report.findings.asScala.map(f => s"${f.className.split('/').last}:${f.line} ${f.api}") == Seq(
        "notebook.ipynb cell 2:5 StreamingContext.<init>",
        "notebook.ipynb cell 3:2 StreamingContext.queueStream",
        "notebook.ipynb cell 3:3 DStream.pprint",
        "notebook.ipynb cell 5:3 StreamingContext.stop"
      )
    )
  }

  test("a source of Databricks brings in what it runs, and tells of a cell in Scala") {
    val report = scan(fixtures.resolve("databricks.py"), fixtures.resolve("tree"))
    val ofFile =
      report.findings.asScala.filter(_.className.endsWith("databricks.py")).map(f => s"${f.line} ${f.api}")
    assert(
      ofFile == Seq("12 StreamingContext.<init>", "21 DStream.pprint", "21 StreamingContext.textFileStream")
    )
    assert(
      report.findings.asScala.exists(f => f.className.endsWith("flow.py") && f.api == "DStream.reduceByKey")
    )
    assert(report.classesUnread.asScala.map(_.reason) == Seq("line 16: a cell in scala is not read"))
    assert(report.notFollowed.asScala.exists(note => note.name.endsWith("databricks.py:22")))
  }

  test("a wheel is read, and what a program beside it imports is found in it") {
    val bytes = new ByteArrayOutputStream()
    val zip = new ZipOutputStream(bytes)
    zip.putNextEntry(new ZipEntry("helpers/steps.py"))
    zip.write("def words(lines):\n    return lines.flatMap(str.split)\n".getBytes("UTF-8"))
    zip.close()
    val job = written(
      "job.py",
      begin + "from helpers import steps\nsteps.words(ssc.textFileStream('in')).pprint()\n"
    )
    val wheel = Files.write(job.resolveSibling("helpers-1-py3-none-any.whl"), bytes.toByteArray)
    val found =
      scan(job, wheel).findings.asScala.map(f => s"${f.location.split('/').last}:${f.line} ${f.api}")
    assert(found.contains("steps.py:2 DStream.flatMap"))
  }

  test("a name that is bound anew is what it was bound to last") {
    val found = apis(
      begin + "x = ssc.textFileStream('in')\nx.count()\nx = sc.parallelize([])\nx.count()\nif x:\n    x = ssc.queueStream([])\nx.map(f)\n"
    )
    assert(
      found == Seq(
        "2 StreamingContext.<init>",
        "3 StreamingContext.textFileStream",
        "4 DStream.count",
        "8 StreamingContext.queueStream",
        "9 DStream.map"
      )
    )
  }

  test("what is not followed is told with its place, never guessed") {
    def notes(source: String) = {
      val report = scan(written("job.py", source))
      assert(report.text.contains("Not followed"))
      report.notFollowed.asScala.map(note => note.name.split(':').last + " " + note.reason)
    }
    assert(
      notes("import pyspark\ndef run(stream):\n    stream.map(f).foreachRDD(g)\n") ==
        Seq("3 foreachRDD() of something whose type is not known here")
    )
    assert(
      notes(begin + "lines = ssc.textFileStream('in')\ngetattr(lines, name)(f)\n") ==
        Seq("4 a method of a DStream is chosen by getattr while the program runs")
    )
    assert(
      notes(begin + "unknown(ssc.textFileStream('in'))\n") ==
        Seq("3 a DStream is given to unknown(), which is not in the files read")
    )
  }

  test("what one program does not know, another that imports it may") {
    val job = written("a_steps.py", "import pyspark\ndef show(lines):\n    lines.foreachRDD(print)\n")
    Files.writeString(
      job.resolveSibling("main.py"),
      begin + "from a_steps import show\nshow(ssc.textFileStream('in'))\n"
    )
    val report = scan(job.getParent)
    assert(report.findings.asScala.exists(_.api == "DStream.foreachRDD"))
    assert(report.notFollowed.isEmpty)
  }

  test("an annotation tells what nothing calls") {
    assert(
      apis(begin + "def run(lines: DStream):\n    lines.map(f)\n") == Seq(
        "2 StreamingContext.<init>",
        "4 DStream.map"
      )
    )
  }

  private val hostile: Seq[(String, String, Array[Byte], String)] = Seq(
    (
      "truncated",
      "a.py",
      (begin + "lines = ssc.textFileStream(\n  'in").getBytes,
      "line 4: a string has no end"
    ),
    (
      "an open bracket",
      "a.py",
      (begin + "x = f(1,\ndef g():\n    ssc.start()\n").getBytes,
      "line 3: a bracket is not closed"
    ),
    (
      "mixed tabs",
      "a.py",
      (begin + "if x:\n    if y:\n\tssc.start()\n").getBytes,
      "tabs and blanks are mixed"
    ),
    ("a line of 10 MB", "a.py", ("x = '" + "a" * (10 << 20) + "'\n").getBytes, "larger than"),
    (
      "Latin-1 that says nothing of it",
      "a.py",
      (begin + "x = '\u00e9'\n").getBytes("ISO-8859-1"),
      "is not UTF-8"
    ),
    ("UTF-16", "a.py", begin.getBytes("UTF-16"), "has NUL bytes"),
    ("an unknown coding", "a.py", ("# coding: klingon\n" + begin).getBytes, "unknown coding klingon"),
    ("NUL bytes", "a.py", (begin + "\u0000").getBytes, "has NUL bytes"),
    (
      "10,000 brackets",
      "a.py",
      (begin + "x = " + "(" * 10000 + ")" * 10000 + "\n").getBytes,
      "levels within each other"
    ),
    ("10,000 calls", "a.py", (begin + "x = y" + ".f()" * 10000 + "\n").getBytes, "a chain of more than"),
    (
      "10,000 signs",
      "a.py",
      (begin + "x = " + "lambda: " * 10000 + "1\n").getBytes,
      "levels within each other"
    ),
    (
      "1,000 blocks",
      "a.py",
      (0 until 1000).map(i => " " * i + "if x:\n").mkString.getBytes,
      "levels within each other"
    ),
    ("prose", "a.py", "This is no Python.\n".getBytes, "line 1"),
    (
      "broken JSON",
      "a.ipynb",
      "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"x".getBytes,
      "is no JSON"
    ),
    ("no notebook", "a.ipynb", "{}".getBytes, "it has no cells"),
    (
      "a notebook with a broken cell",
      "a.ipynb",
      "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"x = (\"]}]}".getBytes,
      "read in part: cell 1 line"
    )
  )

  for ((name, file, bytes, reason) <- hostile)
    test(s"hostile file is reported: $name") {
      val report = scan(writtenBytes(file, bytes))
      assert(report.classesUnread.asScala.exists(_.reason.contains(reason)), report.classesUnread)
      assert(!report.text.contains("nothing to change"))
    }

  test("long sums and lists are no trouble") {
    val terms = Seq.fill(20000)("1")
    val report =
      scan(written("job.py", begin + "x = " + terms.mkString("+") + "\ny = [" + terms.mkString(",") + "]\n"))
    assert(report.classesUnread.isEmpty)
  }

  test("what is not read keeps what was read, and input of which nothing is read is refused") {
    val report = scan(written("job.py", begin + "x = = 3\nssc.start()\n"))
    assert(report.findings.asScala.map(_.line) == Seq(2, 4))
    assert(
      report.classesUnread.asScala.map(_.reason) ==
        Seq("read in part: line 3: '=' stands where an expression is expected")
    )
    assert(scan(writtenBytes("a.py", Array(0))).nothingRead.isPresent)
    assert(intercept[UserError](scan(TempFolder.untilExit())).getMessage.contains("no Python in it"))
  }

  test("JSON and the page have the findings of Python") {
    val report = scan(jobs.resolve("running_count.py"))
    val json = new StringWriter()
    report.writeJson(json)
    assert(json.toString.contains("\"pythonRead\" : 1"))
    assert(json.toString.contains("\"api\" : \"DStream.updateStateByKey\""))
    assert(report.html.contains("running_count.py"))
    assert(report.html.contains("applyInPandasWithState"))
    val summary = report.summary
    assert((summary.streams, summary.operators, summary.outputs) == ((1, 3, 2)))
  }

  test("PySpark's own files beside a program are passed over") {
    val job = written("job.py", begin)
    val spark = Files.createDirectories(job.resolveSibling("pyspark/streaming"))
    Files.writeString(spark.resolveSibling("java_gateway.py"), "# pyspark\n")
    Files.writeString(
      spark.resolve("context.py"),
      "from pyspark.streaming import *\nStreamingContext(1, 2).start()\n"
    )
    val report = scan(job.getParent)
    assert(report.findings.asScala.map(_.className.split('/').last) == Seq("job.py"))
    assert(report.sparkClasses == 2)
  }
}
