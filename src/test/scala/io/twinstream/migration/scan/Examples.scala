package io.twinstream.migration.scan

import java.nio.file.{Files, Path, Paths}

/** A rule's pair of methods in `JavaExamples` or `ScalaExamples`, as the source has them. */
final case class Example(rule: String, language: String, before: Example.Code, after: Option[Example.Code])

object Example {

  /** The body of a method, and which lines of the file it takes. */
  final case class Code(text: String, lines: Range)

  private val tests = Paths.get(sys.env("TWINSTREAM_HOME"), "src/test")
  val javaSource: Path = tests.resolve("resources/io/twinstream/migration/scan/JavaExamples.java")
  val scalaSource: Path = tests.resolve("scala/io/twinstream/migration/scan/ScalaExamples.scala")

  private val marker = """\s*// rule: (.*)""".r
  private val start = """\s*(?:void|def) (before|after)\d+\(\).*""".r

  def java: Seq[Example] = read(javaSource, "java")
  def scala: Seq[Example] = read(scalaSource, "scala")
  def all: Seq[Example] = java ++ scala

  private def read(file: Path, language: String): Seq[Example] = {
    val lines = Files.readString(file).linesIterator.toVector
    val starts = lines.zipWithIndex.collect { case (marker(rule), at) => rule -> at }
    val ends = starts.map(_._2).drop(1) :+ lines.size
    starts.zip(ends).map { case ((rule, from), until) =>
      val codes = (from until until)
        .map(at => lines(at) -> at)
        .collect { case (start(name), at) => name -> code(lines, at) }
        .toMap
      Example(rule, language, codes("before"), codes.get("after"))
    }
  }

  private def code(lines: Vector[String], at: Int): Code = {
    val end = lines.indexWhere(_ == "  }", at)
    Code(lines.slice(at + 1, end).map(_.stripPrefix("    ")).mkString("\n"), at + 1 to end + 1)
  }
}
