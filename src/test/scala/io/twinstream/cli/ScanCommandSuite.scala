package io.twinstream.cli

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.scan.Compiler

import java.io.{PrintWriter, StringWriter}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The options of `scan`, its exit codes and its three formats. */
@RuleTier
class ScanCommandSuite extends AnyFunSuite {

  private def run(args: Any*): (Int, String, String) = {
    val out = new StringWriter
    val err = new StringWriter
    val main = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
    (Commands.execute(main, "scan" +: args.map(_.toString): _*), out.toString, err.toString)
  }

  private val operators = Seq(
    "drop" -> "checkpoint(Durations.minutes(1))",
    "mechanical" -> "print()",
    "care" -> "count()",
    "redesign" -> "window(Durations.minutes(1))",
    "none" -> "slice(new Time(0), new Time(1))"
  )

  /** Gives the body a folder with a class that calls these operators in line 3. */
  private def withApp(calls: String*)(body: Path => Unit): Unit = TempFolder.use { folder =>
    val statements = calls.map(call => s"in.$call;").mkString(" ")
    Compiler.compile(
      s"""package app; import org.apache.spark.streaming.*; import org.apache.spark.streaming.api.java.*;
         |class App { void run(JavaDStream<String> in) {
         |$statements
         |} }""".stripMargin,
      folder
    )
    Files.write(folder.resolve("Broken.class"), Array[Byte](1, 2, 3))
    body(folder)
  }

  private def fields(node: JsonNode): Seq[String] = node.fieldNames.asScala.toSeq

  test("text: the summary first") {
    withApp("print()", "count()") { folder =>
      val (exit, out, err) = run(folder)
      val lines = out.linesIterator.toSeq
      assert(exit == 0 && err.isEmpty)
      assert(
        lines.take(5) == Seq(
          "1 classes read, 0 of Spark's own passed over, 1 not read",
          "0 streams, 1 operator, 1 output; 2 findings, 0 risks, 0 settings",
          "effort   1 operator (care), 1 output (mechanical)",
          "calls    1 mechanical, 1 care; not all was read and followed",
          "hardest  app.App.run: 1 operator (care), 1 output (mechanical)"
        )
      )
      assert(lines.contains("  run:3  JavaDStream.count                            care"))
      assert(lines.last == s"  $folder/Broken.class: not a class file")
    }
  }

  test("json: the stable format") {
    withApp("print()", "count()") { folder =>
      val (exit, out, _) = run(folder, "--format", "json")
      val report = new ObjectMapper().readTree(out)
      assert(exit == 0)
      assert(
        fields(report) == Seq(
          "version",
          "classesRead",
          "pythonRead",
          "classesUnread",
          "notFollowed",
          "findings",
          "risks",
          "settings",
          "programs",
          "suppressed",
          "unusedSuppressions",
          "summary"
        )
      )
      assert(report.get("version").asInt == 2 && report.get("classesRead").asInt == 1)
      assert(report.get("classesUnread").get(0).get("name").asText == s"$folder/Broken.class")
      assert(report.get("classesUnread").get(0).get("reason").asText == "not a class file")
      val finding = report.get("findings").get(0)
      assert(
        fields(finding) == Seq(
          "class",
          "method",
          "line",
          "api",
          "equivalent",
          "difference",
          "difficulty",
          "example",
          "kind",
          "fingerprint",
          "part",
          "path",
          "location"
        )
      )
      assert(
        Seq("class", "method", "api", "difficulty").map(finding.get(_).asText) ==
          Seq("app.App", "run", "JavaDStream.count", "care")
      )
      assert(finding.get("line").isInt && finding.get("line").asInt == 3)
      assert(finding.get("location").asText == s"$folder/app/App.class")
      val summary = report.get("summary")
      assert(summary.get("findings").asInt == 2 && summary.get("outputs").asInt == 1)
      assert(
        summary.get("byDifficulty").toString == """{"drop":0,"mechanical":1,"care":1,"redesign":0,"none":0}"""
      )
      assert(summary.get("byPart").toString == """{"operator":{"care":1},"output":{"mechanical":1}}""")
      assert(summary.get("hardest").get(0).get("class").asText == "app.App")
    }
  }

  test("html: one page, nothing from elsewhere, names escaped, twins inside") {
    withApp("print()", "map(x -> x)") { folder =>
      val (exit, out, _) = run(folder, "--format", "html")
      assert(exit == 0 && out.startsWith("<!DOCTYPE html>"))
      assert(!"(src|href)=\"(?!#|data:)".r.findFirstIn(out).isDefined)
      assert(out.contains(s"<dd>$folder</dd>") && out.contains("app.</span><wbr>App "))
      assert(out.contains("<a href=\"#twin-word-count\">") && out.contains("<h3 id=\"twin-word-count\">"))
      assert(out.contains(".mapPartitions(partition -&gt; WordTally.of(partition).iterator())"))
      assert(!out.contains("In </p>") && !out.contains("<p>In Spark 4: <code></code>"))
    }
  }

  for (format <- Seq("text", "json", "html", "sarif"))
    test(s"--out writes the $format report, and nothing else") {
      withApp("print()") { folder =>
        TempFolder.use { target =>
          val file = Files.write(target.resolve("report"), Array[Byte](1))
          val (exit, out, err) = run(folder, "--format", format, "--out", file)
          assert(exit == 0 && out.isEmpty && err.isEmpty)
          def timeless(report: String) = report.replaceAll("<time.*</time>", "")
          assert(
            timeless(new String(Files.readAllBytes(file), "UTF-8")) == timeless(
              run(folder, "--format", format)._2
            )
          )
          val files = Files.list(target)
          try assert(files.iterator.asScala.toSeq == Seq(file))
          finally files.close()
        }
      }
    }

  test("--fail-on exits with 1 for findings as difficult, or more so") {
    for ((found, at) <- operators.zipWithIndex; (asked, bound) <- operators.zipWithIndex)
      withApp(found._2) { folder =>
        val (exit, out, _) = run(folder, "--fail-on", asked._1)
        assert(exit == (if (at >= bound) 1 else 0), s"${found._1} with --fail-on ${asked._1}")
        assert(out.nonEmpty)
      }
  }

  test("--fail-on-unread exits with 1 if something could not be read; nothing readable is exit 2") {
    withApp("print()") { folder =>
      assert(run(folder)._1 == 0)
      assert(run(folder, "--fail-on-unread")._1 == 1)
      assert(run(folder.resolve("app"), "--fail-on-unread")._1 == 0)
      assert(run(folder.resolve("Broken.class"))._1 == 2)
    }
  }

  test("--fail-on-risk exits with 1 for the risks that are named, or for any") {
    withApp("print()", "count().print()") { folder =>
      assert(run(folder, "--fail-on-risk", "several-outputs,auto-commit")._1 == 1)
      assert(run(folder, "--fail-on-risk", "any")._1 == 1)
      assert(run(folder, "--fail-on-risk", "auto-commit")._1 == 0)
      val (exit, _, err) = run(folder, "--fail-on-risk", "several")
      assert(exit == 2 && err.contains("there is no risk 'several': write any, or one of offsets-after"))
    }
  }

  test("sources without classes: says how to get these") {
    TempFolder.use { folder =>
      Files.createDirectories(folder.resolve("src/main/scala"))
      Files.writeString(folder.resolve("src/main/scala/App.scala"), "object App")
      val (exit, _, err) = run(folder)
      assert(
        exit == 2 && err.contains(
          "holds sources of Java or Scala and no class: compile it first (mvn compile"
        )
      )
    }
  }

  test("--port begins ports in a new directory, and says so") {
    withApp("count().print()") { folder =>
      val ports = folder.resolve("ports")
      val (exit, _, err) = run(folder.resolve("app"), "--port", ports)
      assert(exit == 0 && err == s"scan: 3 files of ports in $ports\n")
      assert(Files.readString(ports.resolve("src/main/java/app/AppRunPort.java")).contains("TODO("))
      val (again, _, why) = run(folder.resolve("app"), "--port", ports)
      assert(again == 2 && why.contains("the directory is not empty"))
    }
  }

  test("--package tells the application from its libraries") {
    withApp("print()") { folder =>
      assert(run(folder, "--package", "other,app")._2.contains("0 streams, 0 operators, 1 output"))
      val (exit, _, err) = run(folder, "--package", "com.other")
      assert(exit == 2 && err.contains("no class of package com.other in it"))
    }
  }

  test("--baseline: only what is new fails") {
    withApp("print()") { before =>
      withApp("count()", "print()") { after =>
        val base = before.resolve("base.json")
        assert(run(before, "--format", "json", "--out", base)._1 == 0)
        assert(run(before, "--baseline", base, "--fail-on", "drop")._1 == 0)
        assert(run(after, "--baseline", base, "--fail-on", "care")._1 == 1)
        assert(run(after, "--baseline", before.resolve("none"))._1 == 2)
        val rows = Files.write(
          before.resolve("s.tsv"),
          "class\tmethod\tapi\treason\n*\t*\t*.count\tby design\n".getBytes
        )
        assert(run(after, "--baseline", base, "--fail-on", "drop", "--suppress", rows)._1 == 0)
      }
    }
  }

  test("--rules-json scans nothing, and no PATH is wrong without it") {
    val (exit, out, _) = run("--rules-json")
    assert(exit == 0 && new ObjectMapper().readTree(out).get("rules").size > 300)
    val (missing, _, err) = run("--format", "json")
    assert(missing == 2 && err.contains("PATH"))
  }

  test("progress is told every two seconds, and not of a short scan") {
    val err = new StringWriter
    var seconds = 0.0
    val line =
      new StatusLine("scan", new PrintWriter(err), ScanProgress.EVERY, 0, () => (seconds * 1e9).toLong)
    val progress = new ScanProgress(line)
    for ((at, classes) <- Seq(1.9 -> 900, 2.1 -> 1000, 3.0 -> 1500, 4.2 -> 2000)) {
      seconds = at
      progress.read(classes, s"app.jar!/C$classes.class")
    }
    assert(
      err.toString.linesIterator.toSeq == Seq(
        "scan: 1,000 classes read; now at app.jar!/C1000.class",
        "scan: 2,000 classes read; now at app.jar!/C2000.class"
      )
    )
  }

  test("a class path, and several paths") {
    withApp("print()") { folder =>
      val path = s"$folder/app/App.class${java.io.File.pathSeparator}$folder/Broken.class"
      assert(run(path)._2.startsWith("1 classes read, 0 of Spark's own passed over, 1 not read"))
      assert(run(s"$folder/app", s"$folder/Broken.class")._2.startsWith("1 classes read"))
    }
  }
}
