package io.twinstream.watch

import io.twinstream.RuleTier
import io.twinstream.endtoend.PrometheusText.parse
import io.twinstream.engine.RunListener
import java.time.Duration
import java.util.{Optional, OptionalLong}
import java.util.concurrent.atomic.{AtomicInteger, AtomicLong}
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Seconds, Span}

@RuleTier
class FiguresSuite extends AnyFunSuite with Eventually {
  override implicit val patienceConfig: PatienceConfig = PatienceConfig(Span(30, Seconds))

  private def rows(history: History, from: Long): String = {
    val json = new java.lang.StringBuilder
    history.write(from, json)
    json.toString
  }

  private def batch(records: Long, letters: Long = 0, dropped: Long = 0): RunListener.Batch =
    new RunListener.Batch(
      7,
      records,
      2 * records,
      letters,
      250,
      40,
      3,
      dropped,
      OptionalLong.of(900),
      Optional.empty()
    )

  test("a history keeps the newest rows, and gives those from a number on") {
    val history = new History(2, 3)
    assert(rows(history, 0) == "[]" && history.first(9) == 0)
    (0 until 5).foreach(k => history.add(k.toLong, 10L * k))
    assert(history.count == 5 && rows(history, 0) == "[[2,20],[3,30],[4,40]]" && history.first(0) == 2)
    assert(rows(history, 4) == "[[4,40]]")
    // Of one who has seen a run before this one at the same place.
    assert(rows(history, 5) == "[]" && rows(history, 4000) == "[]" && history.first(4000) == 5)
  }

  test("a history of ten thousand batches takes about a megabyte, and grows no more") {
    val history = new History(RunFigures.COLUMNS.size, 10000)
    val row = Array.fill(RunFigures.COLUMNS.size)(1L)
    (0 until 25000).foreach(_ => history.add(row: _*))
    val field = classOf[History].getDeclaredField("numbers")
    field.setAccessible(true)
    assert(8 * field.get(history).asInstanceOf[Array[Long]].length <= 1100000)
    assert(history.first(0) == 15000)
  }

  test("figures add up, and have the same names for Prometheus and in Spark's metrics") {
    val clock = new AtomicLong(5000)
    val figures = new RunFigures(Optional.empty(), () => clock.get)
    val before = parse(RunReports.metrics(WatchPages.info("dstream"), figures.status))
    val labels = """{application="order-revenue",engine="dstream"}"""
    assert(before(s"twinstream_batches_total$labels") == 0)
    assert(!before.contains(s"twinstream_processing_seconds$labels"), "nothing is known of a batch yet")
    figures.started()
    figures.batchCompleted(batch(10, letters = 2))
    figures.batchCompleted(batch(20, dropped = 4))
    figures.interrupted("kafka:a/b", "away\nat x")
    val after = parse(RunReports.metrics(WatchPages.info("dstream"), figures.status))
    val expected = Map(
      "batches_total" -> 2.0,
      "rows_in_total" -> 30.0,
      "rows_out_total" -> 60.0,
      "dead_letters_total" -> 2.0,
      "rows_dropped_by_watermark_total" -> 4.0,
      "interruptions_total" -> 1.0,
      "processing_seconds_total" -> 0.5,
      "processing_seconds" -> 0.25,
      "scheduling_delay_seconds" -> 0.04,
      "queued_batches" -> 3.0,
      "rate_limit_records_per_second" -> 900.0,
      "newest_batch_timestamp_seconds" -> 5.0,
      "fence_epoch" -> 0.0
    )
    for ((name, value) <- expected) assert(after(s"twinstream_$name$labels") == value, name)
    val gauges = new SparkMetrics(figures).registry.getGauges
    for ((name, value) <- expected)
      assert(gauges.get(name).getValue.asInstanceOf[Number].doubleValue == value, name)
    assert(gauges.get("state_rows").getValue.asInstanceOf[Double].isNaN, "nobody has counted it")
    assert(figures.status.errors.get(0).what == "kafka:a/b: away")
  }

  test("of errors the newest twenty are kept, each in one line and without passwords") {
    val figures = new RunFigures(Optional.empty(), () => 0L)
    (1 to 30).foreach(k => figures.error(s"$k jdbc:x?password=geheim\nmore"))
    val errors = figures.status.errors
    assert(errors.size == 20 && errors.get(0).what == "30 jdbc:x?password=***", errors)
    figures.failed("""a "quoted" failure""")
    assert(figures.status.phase == RunStatus.Phase.FAILED)
    assert(
      RunReports
        .json(WatchPages.info("dstream"), figures.status, java.util.List.of(), 0)
        .get("detail")
        .asText == """a "quoted" failure"""
    )
  }

  test("a sampler asks in the background while somebody wants to know, and again after a failure") {
    val asked = new AtomicInteger
    val sampler = new Sampler[Integer](
      "test",
      () =>
        asked.incrementAndGet match {
          case 2 => throw new IllegalStateException("away")
          case k => Optional.of(k)
        },
      Duration.ofMillis(1)
    )
    assert(asked.get == 0, "nobody has asked")
    assert(!sampler.newest.isPresent || asked.get > 0)
    eventually(assert(sampler.newest.filter(_ >= 3).isPresent))
    sampler.close()
    val after = asked.get
    assert(sampler.newest.isPresent && asked.get == after, "nothing is asked after its end")
  }
}
