package io.twinstream.jobs.fleetwatch

import io.twinstream.{RuleTier, TempFolder, TwinSession}
import io.twinstream.error.UserError
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class FleetWatchSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private def rules(text: String): FleetRules =
    TempFolder.use(folder => FleetRules.read(TempFolder.write(folder.resolve("rules"), text)))

  private val all = rules("speed,city,50\nkeep-out,lake,0,0,10,10\nkeep-in,region,-20,-20,20,20\n")

  private def alerts(line: String): Set[String] =
    FleetWatch.alerts(line, all).asScala.map(alert => s"${alert.getKind} ${alert.getRule}".trim).toSet

  // line, alerts
  for (
    (line, expected) <- Seq(
      "v,-1,-1,50,0" -> Set.empty[String],
      "v,-1,-1,50.000001,0" -> Set("speed city"),
      "v,0,10,0,0" -> Set("keep-out lake"), // the border belongs to the fence
      "v,10.000001,10,0,0" -> Set.empty[String],
      "v,20,20,0,0" -> Set.empty[String],
      "v,20,20.5,0,0" -> Set("keep-in region"),
      ",5,5,99,0" -> Set("speed city", "keep-out lake"), // the empty vehicle
      "" -> Set("malformed"),
      "v,1,1,50" -> Set("malformed"),
      "v,1,1,50,0," -> Set("malformed"),
      "v,east,1,50,0" -> Set("malformed"),
      "v,1,,50,0" -> Set("malformed"),
      "v,1,1,1e9,0" -> Set("malformed"),
      "v,1,1,50,-1" -> Set("malformed")
    )
  ) test(s"alerts: '$line'")(assert(alerts(line) == expected))

  for (
    (name, text) <- Seq(
      "an unknown kind" -> "speed,a,1\nheight,b,2\n",
      "a number too few" -> "speed,a,1\nkeep-in,b,1,2,3\n",
      "no number" -> "speed,a,1\nspeed,b,fast\n",
      "a name twice" -> "speed,a,1\nkeep-in,a,1,2,3,4\n",
      "an empty line" -> "speed,a,1\n\n"
    )
  ) test(s"rules are refused by line: $name") {
    assert(intercept[UserError](rules(text)).getMessage.contains("line 2"))
  }

  test("an empty file has no rules; without a file a speed limit is in force") {
    assert(FleetWatch.alerts("v,0,0,999,0", rules("")).isEmpty)
    assert(FleetWatch.alerts("v,0,0,130.1,0", FleetRules.STANDARD).size == 1)
    assert(FleetWatch.alerts("v,0,0,130,0", FleetRules.STANDARD).isEmpty)
  }

  test("rules that are not there are named before anything starts") {
    val parsed = TwinSession.parsed(FleetWatchJob.JOB, Seq("--rules", "/no/such"))
    val refused = intercept[UserError](parsed.check(Duration.ofSeconds(1)))
    assert(refused.getMessage.contains("rules /no/such: cannot be read"))
  }

  test("the order of alerts does not matter") {
    val alert = Gen.zip(Gen.choose(1L, 9L), Gen.choose(0L, 99L), Gen.choose(-9L, 9L)).map {
      case (count, at, speed) => new FleetAlert("speed", "r", "v", count, at, speed)
    }
    forAll(Gen.nonEmptyListOf(alert)) { some =>
      val both = some.reduce(_ and _)
      assert(both == some.reverse.reduce(_ and _) && both.getCount == some.map(_.getCount).sum)
    }
  }
}
