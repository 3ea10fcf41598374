package io.twinstream.migration.scan

import java.nio.file.{Files, Paths}

import scala.jdk.CollectionConverters._

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite

/** `src/site/markdown/mapping.md` is what the tables and the compiled examples give. */
@RuleTier
final class MappingPageSuite extends AnyFunSuite {
  private val page = Paths.get(sys.env("TWINSTREAM_HOME"), "src/site/markdown/mapping.md")
  private val internal = "internal to Spark"

  private lazy val examples: Map[String, Example] = Example.all.reverse.map(one => one.rule -> one).toMap

  private def generated: String = {
    val rules = Rules.all.rows.asScala.toSeq
    val owners = rules.map(_.owner).distinct.filterNot(_.startsWith("("))
    val sections = owners.map(owner => section(owner, rules.filter(_.owner == owner)))
    (head +: sections :+ chains :+ risks :+ settings).mkString("\n")
  }

  private val head =
    """# DStream APIs and what to write instead
      |
      |This page is made from the tables that `bin/twinstream scan` reads (`rules.tsv`, `chains.tsv`, `risks.tsv`, `settings.tsv` in
      |`src/main/resources/io/twinstream/migration/scan`) and from examples that the tests compile and scan. Change those, then
      |
      |    TWINSTREAM_REGENERATE=1 mvn test -Dsuites=io.twinstream.migration.scan.MappingPageSuite
      |
      |Difficulty: **drop**, delete the line and nothing is missed; **mechanical**, the same with another spelling; **care**,
      |means something else in some cases; **redesign**, no one call replaces it; **none**, Structured Streaming has nothing that
      |corresponds. Types are below `org.apache.spark.streaming`. A method is for all its overloads unless parameters are named: `_` is
      |any type, `...` any more. *gone*: not in Spark 3.5 and 4.1.
      |""".stripMargin

  private def section(owner: String, rules: Seq[Rule]): String = {
    val (hidden, shown) = rules.partition(_.equivalent == internal)
    val table =
      if (shown.isEmpty) ""
      else
        "| method | difficulty | instead | what differs | before | after | job |\n|---|---|---|---|---|---|---|\n" +
          shown.map(row).mkString
    val rest =
      if (hidden.isEmpty) ""
      else s"\nInternal to Spark, nothing corresponds: ${hidden.map(r => s"`${r.name}`").mkString(", ")}.\n"
    s"## $owner\n\n$table$rest"
  }

  private def row(rule: Rule): String = {
    val name = rule.name match {
      case Rules.EXTENDS => "*a subclass*"
      case "<init>"      => code("new" + shape(rule))
      case "*"           => "*all*"
      case method        => code(method + shape(rule))
    }
    val gone = if (rule.isRemoved) " *gone*" else ""
    val newer = if (rule.equivalent4.isEmpty) "" else s"; Spark 4: ${rule.equivalent4}"
    val example = examples.get(rule.id)
    val cells = Seq(
      name + gone,
      rule.difficulty.label,
      text(rule.equivalent + newer),
      if (rule.difference == "-") "" else text(rule.difference),
      example.fold("")(one => code(one.before.text)),
      example.flatMap(_.after).fold("")(after => code(after.text)),
      rule.example
    )
    cells.mkString("| ", " | ", " |\n").replaceAll(" +\\|", " |")
  }

  private def shape(rule: Rule): String =
    if (rule.shape.toString == "*") "" else s"(${rule.shape})"

  private def chains: String =
    "## Chains\n\nWhat operators mean together; the advice takes the place of that of the single call.\n\n" +
      "| chain | operators | difficulty | instead | what differs |\n|---|---|---|---|---|\n" +
      Chain.values.map { chain =>
        val cells =
          Seq("operator", "difficulty", "equivalent", "difference").map(column => text(chain.text(column)))
        s"| ${chain.label} | ${cells.mkString(" | ")} |\n"
      }.mkString

  private def risks: String =
    "## Risks\n\n| risk | why | what to do |\n|---|---|---|\n" +
      RiskType.values
        .map(r => s"| ${r.label} | ${text(r.why)} | ${text(r.advice)} |\n")
        .mkString

  private def settings: String =
    "## Settings\n\n| key | what it does | what becomes of it |\n|---|---|---|\n" +
      Settings.known.rows.asScala
        .map(s => s"| ${code(s.key)} | ${text(s.meaning)} | ${text(s.advice)} |\n")
        .mkString

  private def code(content: String): String = s"`${content.replace("|", "\\|")}`"

  /** Markdown would read `<x>` as HTML and `*` as emphasis. */
  private def text(content: String): String =
    content.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("|", "\\|")

  test("the page is what the tables give") {
    if (sys.env.get("TWINSTREAM_REGENERATE").contains("1")) Files.writeString(page, generated)
    val committed = Files.readString(page)
    for ((expected, actual) <- generated.linesIterator.toSeq.zip(committed.linesIterator.toSeq))
      assert(actual == expected)
    assert(committed == generated)
  }
}
