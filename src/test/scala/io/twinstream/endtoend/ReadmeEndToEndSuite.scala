package io.twinstream.endtoend

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.jobs.Jobs
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What the README and the docs say is so. */
@EndToEnd
class ReadmeEndToEndSuite extends AnyFunSuite {
  private val readme = read(Bin.home.resolve("README.md"))

  private def read(file: Path): String = new String(Files.readAllBytes(file), UTF_8)

  /** The command lines of the blocks that are marked as shell. */
  private val commands: Seq[String] =
    "(?s)```sh\\n(.*?)```".r
      .findAllMatchIn(readme)
      .flatMap(_.group(1).linesIterator)
      .filter(_.startsWith("bin/"))
      .toSeq

  /** These are tested elsewhere, or wait for a second terminal. */
  private def runsByItself(command: String): Boolean =
    !command.startsWith("bin/test") && !command.startsWith("bin/demo") && !command.contains("socket:")

  test("the README names the two commands of a newcomer") {
    assert(commands.contains("bin/demo") && commands.contains("bin/test"))
  }

  for (command <- commands.filter(runsByItself)) {
    test(s"README: $command") {
      TempFolder.use { folder =>
        val result = Bin.run(folder, "bash", "-c", command.replace("/tmp/", s"$folder/"))
        assert(result.exit == 0, result)
      }
    }
  }

  test("every option that the README shows is in the help") {
    TempFolder.use { folder =>
      val help = Seq("run", "compare")
        .flatMap(c => Jobs.all.asScala.map(j => Seq(c, j.name, "--help")))
        .:+(Seq("feed", "--help"))
        .:+(Seq("demo", "--help"))
        .:+(Seq("scan", "--help"))
        .map(args => Bin.run(folder, "bin/twinstream" +: args: _*).out)
        .mkString
      for (
        option <- commands.flatMap(c => "--[a-z-]+".r.findAllIn(c)).distinct
        if option != "--master" && option != "--rules"
      ) {
        assert(help.contains(option), option)
      }
    }
  }

  test("the README has a row for every job") {
    for (job <- Jobs.all.asScala) {
      assert(readme.contains(s"| `${job.name}` |"), job.name)
    }
  }

  test("no page shows a path of a machine or an open end") {
    val pages =
      Files.walk(Bin.home.resolve("src/site/markdown")).iterator.asScala.filter(Files.isRegularFile(_)).toList
    for (page <- Bin.home.resolve("README.md") +: pages) {
      val text = read(page)
      assert(!text.contains("/root/") && !text.contains("TODO"), page)
    }
  }
}
