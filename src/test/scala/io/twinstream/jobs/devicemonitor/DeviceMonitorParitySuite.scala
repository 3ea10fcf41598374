package io.twinstream.jobs.devicemonitor

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{Emitted, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class DeviceMonitorParitySuite extends AnyFunSuite {
  private val options =
    Seq("--window", "4s", "--slide", "2s", "--limit", "50", "--stuck", "3", "--silence", "2s") ++
      Seq("--lateness", "1ms")

  /** Moves the watermark until the windows under test are over. */
  private val closing = Seq.fill(4)(Seq("z,clock,0,99999"))

  private def shown(row: JsonNode): String =
    Seq(
      "windowEnd",
      "kind",
      "metric",
      "device",
      "readings",
      "devices",
      "minMicros",
      "maxMicros",
      "meanMicros"
    )
      .map(row.get(_).asText)
      .mkString(" ")

  test("statistics, alerts, malformed lines, an empty batch, boundaries, a device that returns") {
    TempFolder.use { folder =>
      val batches = Seq(
        Seq("a,t,1,0", "b,t,2,0", "a,t,1,0", "?"), // a twice the same
        Seq(",t,0.000001,1000"), // the empty device
        Seq.empty,
        Seq("a,t,1,3000"), // b is not there any more
        Seq("b,t,50.5,4000", "b,h,7,4000", "a,t"), // and is back, too high; of the next window
        Seq.empty
      ) ++ closing
      val result = TwinSession.compare(DeviceMonitorJob.JOB, batches, folder, options)
      assert(result.isEqual, result.text)
      val expected = Set(
        "2000 stats t  4 3 1 2000000 1000000", // (1 + 2 + 1 + 0.000001) / 4, rounded down
        "2000 malformed   1 0 0 0 0",
        "4000 stats t  5 3 1 2000000 1000000", // (1 + 2 + 1 + 0.000001 + 1) / 5
        "4000 stuck t a 3 1 1000000 1000000 1000000",
        "4000 silent t b 1 1 2000000 2000000 2000000",
        "4000 silent t  1 1 1 1 1", // of 1,000: 3 s before
        "4000 malformed   1 0 0 0 0",
        "6000 stats t  2 2 1000000 50500000 25750000",
        "6000 silent t a 1 1 1000000 1000000 1000000",
        "6000 high t b 1 1 50500000 50500000 50500000",
        "6000 stats h  1 1 7000000 7000000 7000000",
        "6000 malformed   1 0 0 0 0"
      )
      for (engine <- Engine.values) {
        val rows = Emitted.of(folder, engine).filter(_.get("windowEnd").asLong <= 6000).map(shown)
        assert(rows.size == expected.size && rows.toSet == expected)
      }
    }
  }

  private val anyLine = Gen.frequency(
    9 -> Gen.zip(Gen.oneOf("a", "b", "가", ""), Gen.oneOf("t", "h"), Gen.choose(-99999, 99999)).map {
      case (device, metric, value) => s"$device,$metric,${BigDecimal(value, 3)},"
    },
    1 -> Gen.const("?")
  )

  for ((lines, i) <- Samples.of(Gen.listOfN(6, Gen.listOf(anyLine)), count = 2, size = 8).zipWithIndex) {
    test(s"generated $i: both engines agree, and every line is counted") {
      TempFolder.use { folder =>
        val batches = lines.zipWithIndex.map { case (batch, k) => batch.map(_ + 1000 * k) }
        val result = TwinSession.compare(DeviceMonitorJob.JOB, batches ++ closing, folder, options)
        assert(result.isEqual, result.text)
        for (end <- Seq(2000, 4000, 6000)) {
          val counted = Emitted
            .of(folder, Engine.STRUCTURED)
            .filter(r => r.get("windowEnd").asLong == end)
            .filter(r => Set("stats", "malformed")(r.get("kind").asText))
          assert(
            counted.map(_.get("readings").asInt).sum == lines.slice(end / 1000 - 4, end / 1000).flatten.size
          )
        }
      }
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a run that goes on from its checkpoint has whole windows") {
      TempFolder.use { folder =>
        val lines = (0 until 24).flatMap(k => Seq(s"${1000 * k}\td,t,$k,${1000 * k}", s"${1000 * k}\t?"))
        val rows = Restart.lastRows(DeviceMonitorJob.JOB, engine, lines, stopAt = 7000, folder)(r =>
          (r.getWindowEnd, r.getKind)
        )
        for (end <- Seq(10000L, 15000L, 20000L)) { // ten readings each, of end - 10 s to end - 1 s
          val stats = rows((end, "stats"))
          assert(stats.getReadings == 10 && stats.getMeanMicros == (end - 5500) * 1000)
          assert(rows((end, "malformed")).getReadings == 10)
        }
      }
    }
  }
}
