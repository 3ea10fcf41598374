package io.twinstream.bench.cli

import io.twinstream.RuleTier
import io.twinstream.bench.shared.{Contestant, Scenario}
import io.twinstream.error.UserError
import io.twinstream.cli.Commands
import java.io.{PrintWriter, StringWriter}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** One list says all that `bench` says of its scenarios. */
@RuleTier
class ScenariosSuite extends AnyFunSuite {
  private def run(args: String*): (Int, String, String) = {
    val out = new StringWriter
    val err = new StringWriter
    val bench = Commands.of(new BenchCommand).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
    (Commands.execute(bench, args: _*), out.toString, err.toString)
  }

  private def contestants(scenario: Scenario[_, _]): Seq[Contestant] =
    scenario.contestants.asScala.map { case each: Contestant => each }.toSeq

  private val names = Scenarios.names(Scenarios.ALL).asScala

  test("the names are those of the docs, and the help has each with what it measures") {
    assert(
      names == Seq(
        "words-kafka",
        "words-socket",
        "windows",
        "state",
        "latency",
        "start",
        "recovery",
        "move",
        "receiver",
        "watching"
      )
    )
    val (exit, help, _) = run("--help")
    val text = help.replaceAll("\\s+", " ")
    assert(exit == 0 && text.contains(names.mkString(", ") + "; default: all."))
    for (each <- Scenarios.ALL.asScala)
      assert(text.contains(each.name + ": " + each.summary))
    assert(text.contains("A first look: words-kafka, state and start, of the twins"))
  }

  test("contestants of a scenario have a name each, which begins with whose they are") {
    for (scenario <- Scenarios.ALL.asScala) {
      val labels = contestants(scenario).map(_.label)
      assert(labels.nonEmpty && labels.distinct == labels, scenario.name)
      for (each <- contestants(scenario))
        assert(each.label.startsWith(each.maker.label("")), each)
    }
  }

  test("an unknown scenario is named, and so is an unknown contestant; those of every scenario are known") {
    assert(intercept[UserError](Scenarios.named("fly")).getMessage.contains("'fly': known are words-kafka"))
    val (exit, _, err) = run("--only", "nobody")
    assert(exit == 2 && err.contains("--only 'nobody': contestants are limit consumer+count; "), err)
    for (scenario <- Scenarios.ALL.asScala; each <- contestants(scenario))
      assert(Scenarios.contestants.contains(each.label), each)
  }
}
