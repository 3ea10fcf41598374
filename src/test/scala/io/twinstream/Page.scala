package io.twinstream

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import scala.collection.JavaConverters._

/** A page of the docs, as its reader has it. */
final class Page(val name: String, val text: String) {

  /** The blocks marked as shell, in order, each with the block of output that directly follows it. */
  val blocks: Seq[Page.Block] =
    "(?m)^```sh\\b(.*)\\n((?s:.*?))^```\\n(?:\\n*```\\n((?s:.*?))^```\\n)?".r
      .findAllMatchIn(text)
      .map(m => Page.Block(m.group(2), Option(m.group(3)).map(_.linesIterator.toSeq), m.group(1).trim))
      .toSeq

  /** The command lines of those blocks. */
  def commands: Seq[String] = blocks.flatMap(_.commands)

  /** The commands that are shown elsewhere: in blocks that are not marked, indented, or within a line. */
  lazy val others: Seq[String] = {
    val unmarked = text.replaceAll("(?ms)^```sh\\b.*?^```\\n", "").replaceAll(" *\\\\\\n *", " ")
    val prose = unmarked.replaceAll("(?ms)^```.*?^```\\n", "")
    val lines = "(?m)^ *(.*)$".r.findAllMatchIn(unmarked).map(_.group(1))
    val spans = prose
      .split("\\n *\\n")
      .flatMap("`([^`]+)`".r.findAllMatchIn(_))
      .map(_.group(1).replaceAll("\\s+", " "))
    (lines ++ spans)
      .filter(_.matches("([A-Z_]+=\\S+ )*(bin/[a-z]+|mvn|spark-submit(?= ))\\b.*"))
      .map(_.replaceAll(" +# .*| {2,}.*", "").trim)
      .toList
      .distinct
  }
}

object Page {

  /** @param mark
    *   what is behind `sh`: `long` leaves it to the long runs; the commands of `terminals` are each in one of
    *   their own, at once
    */
  final case class Block(script: String, shown: Option[Seq[String]], mark: String = "") {
    def isLong: Boolean = mark == "long"

    def isInTerminals: Boolean = mark == "terminals"

    def commands: Seq[String] =
      script
        .replace("\\\n", " ")
        .linesIterator
        .filter(_.startsWith("bin/"))
        .map(_.replaceAll(" +", " ").replaceAll(" # .*", ""))
        .toSeq

    /** The exit code that a comment behind the last command promises: `# exits 4`; else 0. */
    def exit: Int = "# exits (\\d)\\s*$".r.findFirstMatchIn(script).fold(0)(_.group(1).toInt)
  }

  val home: Path = Paths.get(sys.env("TWINSTREAM_HOME"))

  lazy val readme: Page = read("README.md", home.resolve("README.md"))

  lazy val data: Page = read("data/README.md", home.resolve("data/README.md"))

  /** The READMEs and the pages of the docs. */
  lazy val all: Seq[Page] = readme +: data +: Files
    .list(home.resolve("src/site/markdown"))
    .iterator
    .asScala
    .filter(_.toString.endsWith(".md"))
    .toSeq
    .sorted
    .map(file => read(file.getFileName.toString, file))

  private def read(name: String, file: Path): Page =
    new Page(name, new String(Files.readAllBytes(file), UTF_8))
}
