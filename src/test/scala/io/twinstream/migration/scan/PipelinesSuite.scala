package io.twinstream.migration.scan

import java.io.StringWriter
import java.nio.file.{Files, Path}
import java.util.Optional

import scala.jdk.CollectionConverters._

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.networknt.schema.{JsonSchemaFactory, SpecVersion}
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import org.scalatest.funsuite.AnyFunSuite

/** What build pipelines ask for: SARIF, baselines, suppressions, rules of a company. */
@RuleTier
final class PipelinesSuite extends AnyFunSuite {
  private val imports =
    "package app; import org.apache.spark.streaming.*; import org.apache.spark.streaming.api.java.*;"

  /** Two calls of one API in one method, a lambda, and two outputs of one stream. */
  private def source(before: String = "", middle: String = "", after: String = ""): String =
    s"""$imports $before
       |class App { void run(JavaDStream<String> in, State<Long> state) {
       |  in.count(); $middle
       |  in.map(x -> state.get()).count().print();
       |  in.foreachRDD(rdd -> { state.exists(); }); $after
       |} }""".stripMargin

  private def scan(source: String, options: ScanOptions = ScanOptions.USUAL): ScanReport =
    TempFolder.use { folder =>
      Compiler.compile(source, folder)
      Scanner.scan(List(folder.toString).asJava, options, (_, _) => ())
    }

  private def written(report: ScanReport, write: (ScanReport, java.io.Writer) => Unit): JsonNode = {
    val to = new StringWriter
    write(report, to)
    new ObjectMapper().readTree(to.toString)
  }

  private def sarif(report: ScanReport): JsonNode = written(report, _.writeSarif(_))

  /** The schema as the library of SARIF's classes holds it. */
  private lazy val schema = JsonSchemaFactory
    .getInstance(SpecVersion.VersionFlag.V7)
    .getSchema(getClass.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))

  private def mistakes(report: JsonNode): Seq[String] =
    schema.validate(report).asScala.toSeq.map(_.getMessage)

  private def reviewed(report: ScanReport, baseline: Option[ScanReport], suppressions: String*): ScanReport =
    TempFolder.use { folder =>
      val known = baseline.map { each =>
        val to = new StringWriter
        each.writeJson(to)
        Baseline.read(Files.writeString(folder.resolve("base.json"), to.toString))
      }
      val accepted =
        if (suppressions.isEmpty) Suppressions.NONE
        else Suppressions.read(table(folder, "class\tmethod\tapi\treason" +: suppressions: _*))
      report.reviewed(known.fold(Optional.empty[Baseline])(Optional.of(_)), accepted)
    }

  private def table(folder: Path, lines: String*): Path =
    Files.write(folder.resolve("table.tsv"), lines.asJava)

  private def isNew(report: ScanReport): Seq[String] =
    (report.findings.asScala.map(one => one.fingerprint -> one.api) ++
      report.risks.asScala.map(one => one.fingerprint -> one.`type`.label))
      .filter { case (fingerprint, _) => report.review.isNew(fingerprint) }
      .map(_._2)
      .toSeq

  test("SARIF is valid by its schema, with a baseline, suppressions and input that was not read") {
    val report = TempFolder.use { folder =>
      Compiler.compile(source(), folder)
      Files.write(folder.resolve("Broken.class"), Array[Byte](1, 2, 3))
      Scanner.scan(List(folder.toString).asJava, (_, _) => ())
    }
    assert(mistakes(sarif(report)) == Nil)
    val judged = reviewed(
      report,
      Some(scan(source().replace("in.count();", ""))),
      "app.App\t*\tState.*\tkept",
      "no.Such\t*\t*\told"
    )
    val json = sarif(judged)
    assert(mistakes(json) == Nil)
    val run = json.get("runs").get(0)
    val results = run.get("results").asScala.toSeq
    assert(results.size == report.findings.size + report.risks.size)
    val first = results.head
    assert(first.get("ruleId").asText == "api.java.JavaDStreamLike.count()")
    assert(first.get("level").asText == "warning")
    val place = first.get("locations").get(0)
    assert(place.at("/physicalLocation/artifactLocation/uri").asText == "app/App.java")
    assert(place.at("/physicalLocation/region/startLine").asInt == 3)
    assert(place.at("/logicalLocations/0/fullyQualifiedName").asText == "app.App.run")
    assert(
      results.filter(_.has("suppressions")).map(_.at("/suppressions/0/justification").asText) == Seq(
        "kept",
        "kept"
      )
    )
    assert(results.filter(_.path("baselineState").asText == "new").size == 1)
    val told =
      run.at("/invocations/0/toolExecutionNotifications").asScala.toSeq.map(_.at("/message/text").asText)
    assert(
      told.size == 2 && told.head.endsWith("Broken.class: not read: not a class file") && told(1).contains(
        "covers nothing"
      )
    )
  }

  test("the schema refuses what is wrong") {
    assert(mistakes(new ObjectMapper().readTree("""{"version": "2.1.0", "runs": [{}]}""")) != Nil)
    assert(mistakes(new ObjectMapper().readTree("""{"version": "2.0.0", "runs": []}""")) != Nil)
  }

  test("a baseline survives that lines move; what comes to it is new") {
    val base = scan(source())
    assert(isNew(reviewed(scan(source()), Some(base))) == Nil)
    val moved = scan(source(before = "\n\n\n", middle = "\n\n"))
    assert(moved.findings.asScala.map(_.line) != base.findings.asScala.map(_.line))
    assert(isNew(reviewed(moved, Some(base))) == Nil)
    // A lambda before the others gives each another number in the class file.
    val more = reviewed(scan(source(middle = "in.filter(x -> state.isTimingOut());")), Some(base))
    assert(isNew(more) == Seq("JavaDStream.filter", "State.isTimingOut"))
    assert(isNew(reviewed(scan(source(after = "in.count();")), Some(base))) == Seq("JavaDStream.count"))
    assert(isNew(reviewed(base, None)).size == base.findings.size + base.risks.size)
    assert(base.findings.asScala.map(_.fingerprint).distinct.size == base.findings.size)
  }

  test("only new findings fail, and none that is suppressed") {
    val base = scan(source())
    val report = reviewed(scan(source(after = "in.filter(x -> true);")), Some(base))
    assert(report.isAsDifficultAs(Difficulty.MECHANICAL) && !report.isAsDifficultAs(Difficulty.CARE))
    assert(report.text.contains("new      1 finding, 0 risks; the others are in the baseline"))
    assert(report.text.linesIterator.exists(_.matches("  run:5  JavaDStream.filter +mechanical  new")))
    val silent = reviewed(base, None, "app.*\t*\t*\tported in May")
    assert(silent.findings.isEmpty && silent.risks.isEmpty && !silent.isAsDifficultAs(Difficulty.DROP))
    assert(silent.review.suppressed.size == base.findings.size + base.risks.size)
    assert(silent.text.contains("app.App.run:3  JavaDStream.count: ported in May"))
    assert(silent.html.contains("ported in May"))
    val json = written(silent, _.writeJson(_))
    assert(json.get("suppressed").get(0).get("reason").asText == "ported in May")
    val risk = reviewed(base, None, "app.App\trun\trisk:several-outputs\tidempotent", "x\ty\tz\told")
    assert(risk.risks.isEmpty && risk.findings == base.findings)
    assert(risk.text.contains("Suppressions that cover nothing") && risk.text.contains("table.tsv:3"))
  }

  test("an annotation of any package accepts, with a reason") {
    val annotation = "@interface AcceptedInScan { String[] value() default \"*\"; String reason(); }"
    def annotated(with_ : String) =
      reviewed(scan(source().replace("void run", s"$with_ void run").concat(annotation)), None)
    val all = annotated("@AcceptedInScan(reason = \"goes with the port\")")
    assert(all.findings.isEmpty && all.risks.isEmpty && all.review.unused.isEmpty)
    assert(all.review.suppressed.asScala.map(_.reason).toSet == Set("goes with the port"))
    val shown = sarif(all).at("/runs/0/results")
    assert(shown.size > 3 && shown.asScala.forall(_.at("/suppressions/0/kind").asText == "inSource"))
    val some = annotated("@AcceptedInScan(value = {\"JavaDStream.count\", \"risk:*\"}, reason = \"r\")")
    assert(
      some.risks.isEmpty && some.findings.asScala.nonEmpty && !some.findings.asScala.exists(
        _.api == "JavaDStream.count"
      )
    )
    assert(
      annotated("@AcceptedInScan(value = \"none.*\", reason = \"r\")").review.unused.asScala == Seq(
        "annotation of app.App.run"
      )
    )
    val silent = annotated("@AcceptedInScan(reason = \" \")")
    assert(silent.findings.asScala.nonEmpty && silent.review.suppressed.isEmpty)
  }

  test("what is no baseline, and a suppression without a reason, are the user's errors") {
    def baseline(text: String) = TempFolder.use { folder =>
      intercept[UserError](Baseline.read(Files.writeString(folder.resolve("b"), text))).getMessage
    }
    assert(baseline("nothing").contains("not JSON"))
    assert(baseline("{}").endsWith("not a report of a scan; name the JSON report of an earlier scan"))
    assert(baseline("""{"findings": [{}], "risks": []}""").contains("without fingerprints"))
    def suppression(lines: String*) = TempFolder.use { folder =>
      intercept[UserError](Suppressions.read(table(folder, lines: _*))).getMessage
    }
    assert(suppression("class\tmethod\tapi\treason", "a\tb\tc").endsWith("table.tsv:2: no reason"))
    assert(
      suppression("class\tmethod\tapi").endsWith(
        "table.tsv:1: no column \"reason\"; it names what each row is for"
      )
    )
    assert(suppression("class method api reason").contains("columns are divided by tabs"))
    assert(suppression("# none").contains("empty; its first line names the columns"))
  }

  private val kit =
    """package com.acme; import org.apache.spark.streaming.api.java.*;
      |public class Kit {
      |  public static JavaDStream<String> orders(JavaStreamingContext c, String topic) { return null; }
      |  public static void save(JavaDStream<String> in, String table) {}
      |  public static void run(String name) {}
      |}""".stripMargin

  private def withKit(rules: String*): Seq[(String, String, Part)] = TempFolder.use { folder =>
    val library = Files.createDirectory(folder.resolve("library"))
    val application = Files.createDirectory(folder.resolve("application"))
    Compiler.compile(kit, library)
    Compiler.compile(
      s"""$imports import com.acme.*; class App { void run(JavaStreamingContext c) { Kit.save(Kit.orders(c, "t"), "x"); } }""",
      application,
      library
    )
    Compiler.compile(
      "package app; class Main { void main() { com.acme.Kit.run(\"n\"); } }",
      application,
      library
    )
    val table = Files.write(folder.resolve("rules.tsv"), rules.asJava)
    Scanner
      .scan(
        List(application.toString).asJava,
        new ScanOptions(List.empty[String].asJava, Rules.`with`(table)),
        (_, _) => ()
      )
      .findings
      .asScala
      .toSeq
      .map(one => (one.api, one.rule.equivalent, one.part))
  }

  private val header = "owner\tname\tshape\tdifficulty\tequivalent\tdifference"

  test("rules of a company are for its own wrappers, before those of the table") {
    assert(
      withKit(
        header,
        "# ours",
        "com.acme.Kit\torders\tJavaStreamingContext,String\tcare\tKit4.orders(session, topic)\tno keys",
        "com.acme.Kit\trun\t*\tmechanical\tKit4.run",
        "com.acme.*\t*\t\tredesign\task the platform team",
        "org.apache.spark.streaming.api.java.JavaDStream\tprint\t\tdrop\tnothing"
      ).toSet == Set(
        ("Kit.orders", "Kit4.orders(session, topic)", Part.SOURCE),
        ("Kit.save", "ask the platform team", Part.OUTPUT),
        ("Kit.run", "Kit4.run", Part.DETAIL)
      )
    )
  }

  test("a wrong row of a company's rules is told with its line") {
    def error(row: String, head: String = header) =
      intercept[UserError](withKit(head, row)).getMessage.replaceAll(".*rules.tsv", "rules.tsv")
    assert(
      error(
        "com.acme.Kit\trun\t*\thard\tx"
      ) == "rules.tsv:2: difficulty \"hard\": not one of drop, mechanical, care, redesign, none"
    )
    assert(
      error("com acme\trun\t*\tcare\tx").startsWith(
        "rules.tsv:2: owner \"com acme\": not a class with its package"
      )
    )
    assert(
      error("com.acme.Kit\t<extends>\t*\tcare\tx").startsWith("rules.tsv:2: name \"<extends>\": not a method")
    )
    assert(error("com.acme.Kit\trun\tString;int\tcare\tx").startsWith("rules.tsv:2: shape \"String;int\": "))
    assert(error("com.acme.Kit\trun\t*\tcare\t") == "rules.tsv:2: no equivalent")
    assert(error("a\tb\tc\td\te\tf\tg") == "rules.tsv:2: 7 cells for 6 columns")
    assert(error("x", "owner\tmethod").startsWith("rules.tsv:1: unknown column \"method\""))
    assert(
      error("com.acme.Kit\trun\t*\tcare\tx\ncom.acme.Kit\trun\t*\tcare\ty").startsWith(
        "rules.tsv:3: a second row for com.acme.Kit.run"
      )
    )
  }

  test("the rules as JSON: every row, with the full name of its type") {
    val to = new StringWriter
    RulesJson.write(Rules.all, to)
    val json = new ObjectMapper().readTree(to.toString)
    assert(json.get("version").asInt == 1)
    assert(json.get("rules").size == Rules.all.rows.size && json.get("risks").size == RiskType.values.length)
    val map = json.get("rules").asScala.find(_.get("id").asText == "dstream.DStream.map").get
    assert(map.get("owner").asText == "org.apache.spark.streaming.dstream.DStream")
    assert(map.get("difficulty").asText == "mechanical" && !map.get("removed").asBoolean)
    assert(json.get("settings").size == Settings.known.rows.size)
  }
}
