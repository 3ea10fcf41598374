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
      .map(m =>
        Page.Block(m.group(2), Option(m.group(3)).map(_.linesIterator.toSeq), m.group(1).trim == "long")
      )
      .toSeq

  /** The command lines of those blocks. */
  def commands: Seq[String] = blocks.flatMap(_.commands)
}

object Page {

  /** @param isLong
    *   whether it is left to the long runs: marked as `sh long`
    */
  final case class Block(script: String, shown: Option[Seq[String]], isLong: Boolean) {
    def commands: Seq[String] =
      script
        .replace("\\\n", " ")
        .linesIterator
        .filter(_.startsWith("bin/"))
        .map(_.replaceAll(" +", " "))
        .toSeq

    /** The exit code that a comment behind the last command promises: `# exits 4`; else 0. */
    def exit: Int = "# exits (\\d)\\s*$".r.findFirstMatchIn(script).fold(0)(_.group(1).toInt)
  }

  val home: Path = Paths.get(sys.env("TWINSTREAM_HOME"))

  lazy val readme: Page = read("README.md", home.resolve("README.md"))

  /** The README and the pages of the docs. */
  lazy val all: Seq[Page] = readme +: Files
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
