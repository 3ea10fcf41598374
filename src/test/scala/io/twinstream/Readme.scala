package io.twinstream

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}

/** The README, as its reader has it. */
object Readme {
  val home: Path = Paths.get(sys.env("TWINSTREAM_HOME"))

  val text: String = new String(Files.readAllBytes(home.resolve("README.md")), UTF_8)

  /** The command lines of the blocks that are marked as shell. */
  val commands: Seq[String] =
    "(?s)```sh\\n(.*?)```".r
      .findAllMatchIn(text)
      .flatMap(_.group(1).linesIterator)
      .filter(_.startsWith("bin/"))
      .toSeq
}
