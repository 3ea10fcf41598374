package io.twinstream.cli

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.api.Jobs
import io.twinstream.ends.{Sinks, Sources}

import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import scala.collection.JavaConverters._

/** The command line as far as it goes without Spark: help, tables, and what is said of bad input. */
@RuleTier
class MainSuite extends AnyFunSuite {

  private def run(args: String*): (Int, String, String) = BadCalls.run(args: _*)

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

  test("only what is meant is read, and help of the whole says the same") {
    def whole(args: String*) =
      Main
        .commandLine(Main.meantBy(args: _*))
        .getSubcommands
        .asScala
        .collect {
          case (name, command) if isWhole(command) => name
        }
        .toSet
    assert(!whole("--help").contains("scan") && whole("scan", "x").contains("scan"))
    assert(whole("@words").contains("scan") && whole("completion").contains("scan"))
    val usage = Main.commandLine().getUsageMessage
    assert(Main.commandLine(Main.meantBy("--help")).getUsageMessage == usage)
    for (command <- Seq("run", "compare")) {
      val all = Main.commandLine().getSubcommands.get(command).getUsageMessage
      assert(
        Main.commandLine(Main.meantBy(command, "--help")).getSubcommands.get(command).getUsageMessage == all
      )
    }
  }

  private def isWhole(command: CommandLine): Boolean =
    command.getCommandSpec.options.asScala.exists(option => option.longestName == "--help")

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

  test("every job has a recording in the project") {
    for (job <- Jobs.all.asScala) {
      assert(Files.isRegularFile(ProjectFolder.resolve(job.recording)), job.name)
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
