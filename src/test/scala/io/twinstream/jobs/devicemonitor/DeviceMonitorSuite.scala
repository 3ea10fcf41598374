package io.twinstream.jobs.devicemonitor

import io.twinstream.{RuleTier, TwinSession}
import io.twinstream.error.UserError
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class DeviceMonitorSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val alerts = new Thresholds(10000, 100000000L, 3, 6000)

  // line, metric, device, micros, at
  for (
    (line, expected) <- Seq(
      "d1,temp,21.5,1700000000000" -> ("temp", "d1", 21500000L, 1700000000000L),
      ",temp,-0.000001,0" -> ("temp", "", -1L, 0L), // the empty device
      "가,°C,999999.999999,5" -> ("°C", "가", 999999999999L, 5L),
      "d1,temp,007,5" -> ("temp", "d1", 7000000L, 5L)
    )
  ) test(s"read: $line") {
    val reading = DeviceMonitor.reading(line).get
    assert((reading.getMetric, reading.getDevice, reading.getMax, reading.getLastAt) == expected)
    assert(reading.getMin == reading.getMax && reading.getReadings == 1)
  }

  for (
    line <- Seq(
      "",
      "d1,temp,21.5",
      "d1,,21.5,0",
      "d1,temp,,0",
      "d1,temp,warm,0",
      "d1,temp,NaN,0",
      "d1,temp,1e3,0",
      "d1,temp,.5,0",
      "d1,temp,1.,0",
      "d1,temp,+1,0",
      "d1,temp,1000000,0", // seven digits
      "d1,temp,0.0000001,0",
      "d1,temp,٣,0", // a digit, but not one of ASCII
      "d1,temp,1,-1",
      "d1,temp,1,",
      "d1,temp,1,0,",
      "d1,temp,1,1234567890123456"
    )
  ) test(s"malformed: '$line'")(assert(!DeviceMonitor.reading(line).isPresent))

  private def reports(end: Long, readings: (String, Double, Long)*): Set[String] = {
    val devices = readings.groupBy(_._1).values.map { each =>
      each
        .map { case (device, value, at) => DeviceSummary.of("m", device, (value * 1000000).toLong, at) }
        .reduce(_ and _)
    }
    DeviceMonitor
      .reports(end, devices.iterator.asJava, alerts)
      .asScala
      .map(r => s"${r.getKind} ${r.getDevice}".trim)
      .toSet
  }

  // name, readings as device, value, time; reports on the window that ends at 10,000
  for (
    (name, readings, expected) <- Seq(
      ("nothing to tell", Seq(("a", 1.0, 9000L)), Set("stats")),
      ("at the limit", Seq(("a", 100.0, 9000L)), Set("stats")),
      ("over it", Seq(("a", 1.0, 9000L), ("b", 100.000001, 9000L)), Set("stats", "high b")),
      ("alike, but too few", Seq(("a", 1.0, 9000L), ("a", 1.0, 9001L)), Set("stats")),
      ("stuck", Seq.fill(3)(("a", 1.0, 9000L)), Set("stats", "stuck a")),
      ("as many, but not alike", Seq(1.0, 1.0, 1.1).map(("a", _, 9000L)), Set("stats")),
      ("as old as may be", Seq(("a", 1.0, 4000L)), Set("stats")),
      ("silent", Seq(("a", 1.0, 3999L), ("b", 1.0, 4000L)), Set("stats", "silent a")),
      ("two alerts at once", Seq(("", 200.0, 0L)), Set("stats", "high", "silent")),
      ("no reading", Seq.empty, Set.empty[String])
    )
  ) test(s"reports: $name")(assert(reports(10000, readings: _*) == expected))

  test("statistics are exact, and the same in any order and however they are divided") {
    val value = Gen.choose(-999999999999L, 999999999999L)
    forAll(Gen.nonEmptyListOf(Gen.zip(Gen.oneOf("a", "b"), value)), Gen.choose(0, 9)) { (readings, cut) =>
      def merged(some: Seq[(String, Long)]): DeviceSummary =
        some.map { case (device, micros) => DeviceSummary.of("m", device, micros, 0) }.reduce(_ and _)
      val parts = Seq(readings.take(cut), readings.drop(cut)).filter(_.nonEmpty).map(merged)
      val all = parts.reverse.reduce(_ and _)
      val values = readings.map(_._2)
      assert((all.getReadings, all.getMin, all.getMax) == ((values.size.toLong, values.min, values.max)))
      val exact = BigDecimal(values.map(BigInt(_)).sum) / values.size
      val mean = exact.setScale(0, BigDecimal.RoundingMode.FLOOR)
      assert(all.mean == (if (exact - mean < 0.5) mean else mean + 1).toLong)
    }
  }

  test("a sum of more than a long holds has its mean") {
    var all = DeviceSummary.of("m", "a", 999999999999L, 0)
    for (_ <- 1 to 24) all = all and all
    assert(all.getReadings == (1L << 24) && all.mean == 999999999999L)
    assert(all.getSum.bitLength > 63)
  }

  // what is asked for, what is said
  for (
    (options, said) <- Seq(
      (Seq("--limit", "hot"), "--limit 'hot'"),
      (Seq("--limit", "1000000"), "--limit '1000000'"),
      (Seq("--stuck", "1"), "--stuck 1"),
      (Seq("--silence", "10s"), "shorter than --window 10000 ms"),
      (Seq("--window", "10500ms"), "--window 10500 ms"),
      (Seq("--slide", "20s"), "--slide 20000 ms")
    )
  ) test(s"refused: ${options.mkString(" ")}") {
    val job = DeviceMonitorJob.JOB
    val refused = intercept[UserError](TwinSession.parsed(job, options).check(Duration.ofSeconds(1)))
    assert(refused.getMessage.contains(said))
  }
}
