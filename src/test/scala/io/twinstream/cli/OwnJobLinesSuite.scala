package io.twinstream.cli

import io.twinstream.RuleTier
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What it costs an application to be compared, counted in the example: lines beside its topologies. */
@RuleTier
class OwnJobLinesSuite extends AnyFunSuite {
  private val example =
    Paths.get(sys.env.getOrElse("TWINSTREAM_HOME", "."), "src/examples/own-job")
  private val pages = example.resolve("src/main/java/com/example/pages")

  /** Lines of code, without the package's, which every file has. */
  private def code(file: Path): Seq[String] =
    Files
      .readAllLines(file)
      .asScala
      .map(_.trim)
      .filterNot(line => line.isEmpty || Seq("//", "/*", "*", "package ").exists(line.startsWith(_)))
      .toList

  private def from(lines: Seq[String], first: String, last: String): Seq[String] = {
    val begun = lines.dropWhile(!_.contains(first))
    assert(begun.nonEmpty && begun.contains(last), first)
    begun.take(begun.indexOf(last) + 1)
  }

  test("two methods of a program are compared without a line of it that knows of twinstream") {
    for (name <- Seq("OldPageViews", "NewPageViews", "OldSite", "NewSite"))
      assert(!code(pages.resolve(s"$name.java")).exists(_.contains("twinstream")), name)
  }

  test("a job of every command costs at most 30 lines beside its two topologies") {
    val twins = Seq("DStreamPageViews", "StructuredPageViews").map(name => code(pages.resolve(s"$name.java")))
    val costs = Map(
      "the provider" -> code(pages.resolve("PageViewsJob.java")),
      "its registration" -> Seq("com.example.pages.PageViewsJob"),
      "the dependency" -> from(
        code(example.resolve("pom.xml")).drop(1),
        "<dependency>",
        "</dependency>"
      ),
      "imports of the twins" -> twins.flatten.filter(_.startsWith("import io.twinstream.")),
      "what the port is applied to" -> ("@Override" +: from(twins(1), "AppliesTo appliesTo()", "}"))
    )
    assert(costs("the dependency").exists(_.contains("<artifactId>twinstream</artifactId>")))
    val lines = costs.values.map(_.size).sum
    info(s"$lines lines: ${costs.map { case (what, each) => s"${each.size} $what" }.mkString(", ")}")
    assert(lines <= 30, costs)
  }
}
