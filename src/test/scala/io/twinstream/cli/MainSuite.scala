package io.twinstream.cli

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.api.Jobs
import io.twinstream.ends.{Sinks, Sources}

import java.io.{PrintWriter, StringWriter}
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import scala.collection.JavaConverters._

/** The command line as far as it goes without Spark: help, tables, and what is said of bad input. */
@RuleTier
class MainSuite extends AnyFunSuite {

  private def run(args: String*): (Int, String, String) = {
    val out = new StringWriter
    val err = new StringWriter
    val main = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
    (Commands.execute(main, args: _*), out.toString, err.toString)
  }

  private def every(command: CommandLine): Seq[Seq[String]] =
    Seq.empty +: command.getSubcommands.asScala.toSeq.flatMap { case (name, sub) =>
      every(sub).map(name +: _)
    }

  for (path <- every(Main.commandLine())) {
    test(s"help: twinstream ${path.mkString(" ")}") {
      val (exit, out, err) = run(path :+ "--help": _*)
      assert(exit == 0 && err.isEmpty && out.contains("Usage: twinstream" + path.map(" " + _).mkString))
      // What a label says is what to type; picocli's own are the names of fields.
      assert(!out.contains("=<"), out)
    }
  }

  test("help of compare names each of its exit codes") {
    val (_, help, _) = run("compare", "word-count", "--help")
    for (code <- Seq("0   equal", "1   different", "2   wrong", "3   failed", "4   nothing was compared"))
      assert(help.contains(code), help)
  }

  test("help of run lists each kind of source and sink") {
    val (_, help, _) = run("run", "word-count", "--help")
    val kinds = Sources.usages.asScala ++ Sinks.usages.asScala
    val text = help.replaceAll("\\s+", "")
    assert(kinds.nonEmpty && kinds.forall(kind => text.contains(kind)), help)
  }

  test("help groups the options, the job's own among them, and gives examples") {
    val (_, help, _) = run("run", "order-revenue", "--help")
    for (heading <- Seq("Options:", "This job", "Kafka:", "Spark:", "Every command:", "Examples:"))
      assert(help.linesIterator.exists(_.startsWith(heading)), help)
    val own = help.lastIndexOf("--lateness")
    assert(help.indexOf("This job") < own && own < help.indexOf("Kafka:"))
    assert(!help.contains("--version") && help.contains("dstream|structured"))
  }

  test("help as a command") {
    val (exit, out, _) = run("help", "scan")
    assert(exit == 0 && out.startsWith("Usage: twinstream scan"), out)
  }

  test("jobs: the table and its JSON name every job") {
    val (_, text, _) = run("jobs")
    val (_, json, _) = run("jobs", "--format", "json")
    for (job <- Jobs.all.asScala) {
      assert(text.contains(job.name) && text.contains(job.summary))
      assert(json.contains("\"" + job.name + "\""))
    }
  }

  private val none = "/no/such/folder"

  test("every job has a recording in the project") {
    for (job <- Jobs.all.asScala) {
      assert(Files.isRegularFile(ProjectFolder.resolve(job.recording)), job.name)
    }
  }

  private val bad = Seq(
    (Seq(), 2, "which command? known are jobs, run, compare"),
    (Seq("scan", "README.md"), 2, "README.md: no class could be read (README.md: "),
    (
      Seq("run", "word-count", "--engine", "dstream", "--source", "files:LICENSE"),
      2,
      "files:LICENSE: is a file"
    ),
    (
      Seq("run", "word-count", "--engine", "dstream", "--sink", "jdbc:mysql://x/y#t"),
      2,
      "write jdbc:postgresql:"
    ),
    (
      Seq(
        "run",
        "word-count",
        "--engine",
        "dstream",
        "--source",
        "kafka:localhost:9092/x",
        "--kafka-properties",
        none
      ),
      2,
      "cannot be read as a properties file (no such file)"
    ),
    (
      Seq("run", "word-count", "--engine", "structured", "--checkpoint", "/proc/x", "--source", "files:data"),
      3,
      "checkpoint /proc/x: cannot be read or written (Mkdirs failed to create /proc/x): choose"
    ),
    (Seq("compare", "--classic", "A", "--input", "LICENSE"), 2, "--classic and --port belong together"),
    (Seq("compare", "--classic", "A", "--port", "B"), 2, "which records? add --input FILE"),
    (Seq("record", "pipe:x", "--out", "/tmp/none"), 2, "pipe:x"),
    (Seq("replay", none, "--to", "files:/tmp"), 2, "no such file"),
    (Seq("inspect", "README.md"), 2, "there is no such folder"),
    (Seq("inspect", "src"), 2, "holds neither files named checkpoint-<time>"),
    (Seq("savepoint", "src", "--out", "/tmp/none"), 2, "holds neither files named checkpoint-<time>"),
    (Seq("feed", "LICENSE", "--to", "socket:99999"), 2, "write socket:PORT with a port of 1 to 65535"),
    (Seq("feed", "--generate", "clicks", "--to", "socket:0"), 2, "write kafka:HOST:PORT/IMPRESSIONS,CLICKS"),
    (Seq("feed", "--generate", "words", "--to", "socket:0", "--rate", "-5"), 2, "--rate -5"),
    (Seq("local", "kafka", "--port", "70000"), 2, "--port 70000: write 1 to 65535"),
    (Seq("fly"), 2, "unknown command 'fly'"),
    (Seq("comprae", "word-count"), 2, "unknown command 'comprae': did you mean compare?"),
    (Seq("jobs", "more"), 2, "'more' is one word too many"),
    (Seq("jobs", "--formt", "json"), 2, "unknown option '--formt': did you mean --format?"),
    (Seq("jobs", "--format", "yaml"), 2, "--format yaml: write text or json"),
    (
      Seq("run", "word-cuont", "--engine", "dstream"),
      2,
      "unknown job 'word-cuont': did you mean word-count?"
    ),
    (Seq("compare", "order-revenu", "--report", "x.html"), 2, "did you mean order-revenue?"),
    (Seq("compare", "--all", "--input", "x"), 2, "every job has its own recording"),
    (Seq("compare", "--all", "fly"), 2, "compares every job: remove the names"),
    (Seq("compare", "--all", "--format", "json"), 2, "has no page and no JSON"),
    (Seq("compare", "--junit", "x.xml"), 2, "--junit: goes with --all"),
    (
      Seq("compare", "order-revenue", "--latness", "5m"),
      2,
      "unknown option '--latness': did you mean --lateness?"
    ),
    (Seq("run", "word-count", "--engine", "dstream", "--conf", "foo"), 2, "--conf foo: write KEY=VALUE"),
    (Seq("run", "word-count", "--engine", "dstream", "--conf", "=foo"), 2, "--conf =foo: write KEY=VALUE"),
    (
      Seq("run", "word-count", "--engine", "dstream", "--master", "local[x]"),
      2,
      "master local[x]: write local[N]"
    ),
    (
      Seq("run", "word-count", "--engine", "dstream", "--master", "spark://localhost:1"),
      3,
      "does not answer"
    ),
    (Seq("local", "kafak"), 2, "unknown 'kafak': did you mean kafka?"),
    (Seq("local", "kafka", "--port", "abc"), 2, "--port: 'abc': write a whole number"),
    (Seq("jobs", "--log", "/no/such/x.log"), 2, "--log /no/such/x.log: cannot be written: no such file"),
    (Seq("demo", "wrods"), 2, "unknown demo 'wrods': did you mean words?"),
    (
      Seq("feed", "--generate", "words", "--to", "socket:0", "--late", "much"),
      2,
      "--late: 'much': write a number"
    ),
    (Seq("run"), 2, "which job?"),
    (Seq("run", "fly"), 2, "unknown job 'fly'; known are word-count"),
    (Seq("compare", "fly"), 2, "unknown job 'fly'"),
    (Seq("run", "word-count"), 2, "--engine"),
    (Seq("run", "word-count", "--engine", "flink"), 2, "--engine flink: write dstream or structured"),
    (Seq("run", "word-count", "--engine", "dstream", "--source", "tape:x"), 2, "unknown source 'tape:x'"),
    (Seq("run", "word-count", "--engine", "dstream", "--sink", "paper"), 2, "unknown sink 'paper'"),
    (Seq("run", "word-count", "--engine", "dstream", "--source", s"files:$none"), 2, "no such directory"),
    (Seq("run", "word-count", "--engine", "dstream", "--source", s"recording:$none"), 2, "no such file"),
    (
      Seq("run", "word-count", "--engine", "dstream", "--batch-interval", "soon"),
      2,
      "--batch-interval: 'soon' is not a duration"
    ),
    (Seq("run", "word-count", "--engine", "dstream", "--until", "later"), 2, "--until 'later'"),
    (Seq("run", "word-count", "--engine", "dstream", "--master", "local[1]"), 2, "leaves none to count with"),
    (Seq("run", "word-count", "--engine", "dstream", "--sink", "json:/dev/null/x"), 3, "cannot write there"),
    (Seq("compare", "word-count", "--input", none), 2, "no such file"),
    (Seq("compare", "word-count", "--lines-per-batch", "0"), 2, "write 1 or more"),
    (Seq("compare", "word-count", "--emit", "/dev/null/x"), 3, "cannot be written"),
    (Seq("compare", "word-count", "--report", "/dev/null/x/y.html"), 3, "cannot be written"),
    (Seq("feed"), 2, "--to"),
    (Seq("feed", "--to", "socket:0"), 2, "name a file or --generate"),
    (Seq("feed", none, "--to", "socket:0"), 2, "cannot be read"),
    (Seq("feed", none, "--to", "pipe"), 2, "write socket:PORT"),
    (Seq("feed", "--generate", "songs", "--to", "socket:0"), 2, "known are access, clicks"),
    (Seq("feed", "--generate", "words", "--to", "socket:0", "--rate", "fast"), 2, "--rate fast"),
    (Seq("feed", "--generate", "words", "--to", "socket:0", "--count", "x"), 2, "--count"),
    (Seq("local"), 2, "what? known are kafka, postgres, cluster"),
    (Seq("local", "cloud"), 2, "unknown 'cloud'; known are kafka, postgres, cluster"),
    (Seq("local", "cluster", "--port", "65536"), 2, "--port 65536"),
    (Seq("local", "cluster", "--workers", "0"), 2, "--workers and --cores must be 1 or more"),
    (Seq("local", "cluster", "--memory", "much"), 2, "--memory much: write"),
    (Seq("demo", "opera"), 2, "unknown demo 'opera'"),
    (Seq("scan"), 2, "PATH"),
    (Seq("scan", none), 2, "there is no such file or directory"),
    (Seq("scan", "/dev/null", "--format", "pdf"), 2, "--format"),
    (Seq("scan", "/dev/null", "--fail-on", "hard"), 2, "--fail-on"),
    (Seq("scan", "/dev/null", "--out", "/dev/null/x"), 3, "cannot be written")
  )

  for ((args, exit, message) <- bad) {
    test(s"refused: ${args.mkString(" ")}") {
      val (code, out, err) = run(args: _*)
      assert(code == exit, err)
      assert(out.isEmpty && err.startsWith("twinstream: ") && err.linesIterator.next().contains(message), err)
      assert(!err.contains("\tat "), err)
    }
  }

  test("a malformed recording is refused by line, and nothing is written") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("r"), "0\ta\n5\tb\n3\tc\n")
      val out = folder.resolve("out")
      for (
        args <- Seq(
          Seq("compare", "word-count", "--input", file.toString, "--emit", out.toString),
          Seq(
            "run",
            "word-count",
            "--engine",
            "dstream",
            "--source",
            s"recording:$file",
            "--sink",
            s"json:$out"
          )
        )
      ) {
        val (code, _, err) = run(args: _*)
        assert(code == 2 && err.contains("line 3 arrives at 3 ms") && err.linesIterator.size == 1)
        assert(!Files.exists(out))
      }
    }
  }

  for (
    command <- Seq(
      "jobs",
      "record",
      "replay",
      "feed",
      "local kafka",
      "demo",
      "scan",
      "inspect",
      "savepoint",
      "train",
      "run word-count"
    )
  )
    test(s"$command knows --verbose and --app, which the messages advise") {
      val (exit, out, _) = run(command.split(' ') :+ "--help": _*)
      assert(exit == 0 && out.contains("--verbose") && out.contains("--app"), out)
    }

  test("--version says what runs") {
    val (exit, out, _) = run("--version")
    assert(exit == 0 && out.contains("Spark ") && out.contains("Java 17") && out.contains("twinstream "), out)
  }

  test("--verbose shows where an error comes from") {
    val (_, _, err) = run("run", "word-count", "--engine", "dstream", "--sink", "paper", "--verbose")
    assert(err.contains("\tat io.twinstream.ends.Sinks.open"))
  }
}
