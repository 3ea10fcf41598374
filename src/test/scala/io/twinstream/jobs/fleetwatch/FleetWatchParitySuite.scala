package io.twinstream.jobs.fleetwatch

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{Emitted, KeptRows, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import java.nio.file.{Files, StandardCopyOption}
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class FleetWatchParitySuite extends AnyFunSuite {
  private def shown(row: JsonNode): String =
    Seq("batch", "kind", "rule", "vehicle", "count", "firstAt", "fastestMicros")
      .map(row.get(_).asText)
      .mkString(" ")

  private val rules = "speed,city,50\nkeep-out,lake,0,0,10,10\n"

  test("speed and fences, malformed and repeated lines, an empty batch, a vehicle that returns") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("rules"), rules)
      val batches = Seq(
        Seq("a,20,20,60,5", "a,20,20,70,3", "b,10,10,50,4", "b,10,10,50,4", "?"),
        Seq.empty,
        Seq("c,20,20,50,2000", ",1,1,51,2001"), // c breaks none; the empty vehicle two
        Seq("a,20,20,50.5,3000", "a,20,20")
      )
      val result = TwinSession.compare(FleetWatchJob.JOB, batches, folder, Seq("--rules", file.toString))
      assert(result.isEqual, result.text)
      val expected = Set(
        "1000 speed city a 2 3 70000000",
        "1000 keep-out lake b 2 4 50000000",
        "1000 malformed   1 0 0",
        "3000 speed city  1 2001 51000000",
        "3000 keep-out lake  1 2001 51000000",
        "4000 speed city a 1 3000 50500000",
        "4000 malformed   1 0 0"
      )
      for (engine <- Engine.values) {
        val rows = Emitted.of(folder, engine).map(shown)
        assert(rows.size == expected.size && rows.toSet == expected)
      }
    }
  }

  private val anyLine = Gen.frequency(
    9 -> Gen.zip(Gen.oneOf("a", "가", ""), Gen.choose(-5, 15), Gen.choose(-5, 15), Gen.choose(30, 70)).map {
      case (vehicle, x, y, speed) => s"$vehicle,$x,$y,$speed,7"
    },
    1 -> Gen.const("?")
  )

  for ((batches, i) <- Samples.of(Gen.listOfN(3, Gen.listOf(anyLine)), count = 2, size = 12).zipWithIndex) {
    test(s"generated $i: both engines agree, and every line over the limit is counted") {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("rules"), rules)
        val result = TwinSession.compare(FleetWatchJob.JOB, batches, folder, Seq("--rules", file.toString))
        assert(result.isEqual, result.text)
        val speeding = batches.flatten.filter(_ != "?").count(_.split(",")(3).toInt > 50)
        val counted = Emitted.of(folder, Engine.STRUCTURED).filter(_.get("kind").asText == "speed")
        assert(counted.map(_.get("count").asInt).sum == speeding)
      }
    }
  }

  for (engine <- Engine.values) {
    test(
      s"$engine: rules that change while the job runs are in force with the next batch, and after a restart"
    ) {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("rules"), "speed,old,50\n")
        val lines = (0 until 8).map(k => s"${1000 * k}\tv,0,0,60,$k")
        Restart.lastRows(
          FleetWatchJob.JOB,
          engine,
          lines,
          stopAt = 5000,
          folder,
          Seq("--rules", file.toString),
          afterBatch = batch =>
            if (batch == 3000) {
              val next = TempFolder.write(folder.resolve("next"), "speed,new,55\nspeed,high,60\n")
              Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
            }
        )((alert: FleetAlert) => alert.getRule)
        val inForce = KeptRows.ofType[FleetAlert].map { case (batch, rows) => batch -> rows.map(_.getRule) }
        val expected = (1 to 8).map(k => 1000L * k -> Seq(if (k <= 3) "old" else "new")).toMap
        assert(inForce == expected)
      }
    }
  }
}
