package io.twinstream.cli

import io.twinstream.{Page, RuleTier}
import io.twinstream.api.Jobs
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
    assert(Page.readme.commands.contains("bin/demo") && Page.readme.commands.contains("bin/test"))
  }

  test("every option of the README and the docs is one") {
    val known = options(Main.commandLine())
    val ofScripts =
      Set(
        "--class",
        "--deploy-mode",
        "--jars",
        "--master",
        "--packages",
        "--rules",
        "--long",
        "--spark-4",
        "--with-spark"
      )
    val commands = Page.all.flatMap(page => page.commands ++ page.others)
    val shown = commands.flatMap("(?<=[ \\[])--[a-z][a-z0-9-]*[a-z0-9]".r.findAllIn(_)).toSet
    assert(shown.nonEmpty && (shown -- ofScripts -- known).isEmpty)
  }

  test("the README has a row for every job") {
    for (job <- Jobs.all.asScala) {
      assert(Page.readme.text.contains(s"| `${job.name}` |"), job.name)
    }
  }

  test("no page shows a path of a machine or an open end") {
    for (page <- Page.all) {
      assert(!page.text.contains("/root/") && !page.text.contains("TODO"), page.name)
    }
  }
}
