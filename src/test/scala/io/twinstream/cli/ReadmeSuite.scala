package io.twinstream.cli

import io.twinstream.{Readme, RuleTier}
import io.twinstream.api.Jobs
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import scala.collection.JavaConverters._

/** What the README and the docs say is so. */
@RuleTier
class ReadmeSuite extends AnyFunSuite {

  private def options(command: CommandLine): Set[String] =
    command.getCommandSpec.optionsMap.keySet.asScala.toSet ++
      command.getSubcommands.values.asScala.flatMap(options)

  test("the README names the two commands of a newcomer") {
    assert(Readme.commands.contains("bin/demo") && Readme.commands.contains("bin/test"))
  }

  test("every option of the README is one") {
    val known = options(Main.commandLine())
    val ofScripts = Set("--master", "--rules", "--long", "--spark-4")
    val shown = Readme.commands.flatMap("--[a-z-]+[a-z]".r.findAllIn(_)).toSet
    assert(shown.nonEmpty && (shown -- ofScripts -- known).isEmpty)
  }

  test("the README has a row for every job") {
    for (job <- Jobs.all.asScala) {
      assert(Readme.text.contains(s"| `${job.name}` |"), job.name)
    }
  }

  test("no page shows a path of a machine or an open end") {
    val pages = Files
      .walk(Readme.home.resolve("src/site/markdown"))
      .iterator
      .asScala
      .filter(Files.isRegularFile(_))
      .toList
    for (page <- Readme.home.resolve("README.md") +: pages) {
      val text = new String(Files.readAllBytes(page), UTF_8)
      assert(!text.contains("/root/") && !text.contains("TODO"), page)
    }
  }
}
