package io.twinstream.bench.cli

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.bench.latency.{LatencyContestant, LatencyResult, LatencyScenario}
import io.twinstream.bench.move.{MoveResult, MoveScenario}
import io.twinstream.bench.shared.{Attempt, BatchTimes, GcLog, RepeatedResult, Result, Scenario}
import io.twinstream.bench.start.{StartContestant, StartScenario}
import io.twinstream.bench.state.{StateContestant, StateResult, StateScenario}
import io.twinstream.bench.windows.{WindowsContestant, WindowsResult, WindowsScenario}
import io.twinstream.bench.wordskafka.{WordsKafkaContestant, WordsKafkaResult, WordsKafkaScenario}
import io.twinstream.bench.wordssocket.{WordsSocketContestant, WordsSocketResult, WordsSocketScenario}
import java.util.Optional
import scala.collection.JavaConverters._

/** Results of every kind of scenario, as they come out of it. */
object BenchSections {
  def section[R <: Result](scenario: Scenario[_, R], results: R*): BenchReport.Section = {
    val json =
      s"""{"version": 1, "scenario": "${scenario.name}", "machine": {"cores": 2, "os": "Linux", "java": "17"},
         |"settings": {"heap": "4g", "lines": 5000000, "warmUpSecondsAtLeast": 40,
         |"javaOptions": {"ofTwinstream": ["-XX:+UseParallelGC"], "ofAll": []}}}""".stripMargin
    BenchReport.Section.of(scenario, results.asJava, new ObjectMapper().readTree(json))
  }

  private def rate(
      contestant: WordsSocketContestant,
      isCorrect: Boolean,
      rate: Long,
      failure: Option[String] = None
  ) =
    new WordsSocketResult(
      contestant,
      isCorrect,
      rate,
      1.5,
      Seq[java.lang.Long](10L, 20L).asJava,
      Optional.of(new GcLog.LiveHeap(30, 25)),
      4000,
      Optional.ofNullable(failure.orNull)
    )

  val rates = section(
    new WordsSocketScenario,
    rate(WordsSocketContestant.LIMIT_COUNT, true, 2000),
    rate(WordsSocketContestant.DSTREAM, true, 500),
    rate(WordsSocketContestant.STRUCTURED, false, 99999),
    rate(WordsSocketContestant.SPARK_UNLIMITED, true, 0, Some("OutOfMemoryError: <heap>"))
  )
  val latency = section(
    new LatencyScenario,
    new LatencyResult(
      LatencyContestant.LIMIT,
      Optional.of(
        new LatencyResult.Measured(
          true,
          LatencyResult.PERCENTILES.asScala.map(p => Long.box(p.toLong * 1000 + 1)).asJava
        )
      ),
      Optional.empty[String]
    )
  )

  private def attempt[M](measured: M) = new Attempt(Optional.of(measured), Optional.empty[String])

  private def state(contestant: StateContestant, keys: Int, median: Long, max: Long) =
    new StateResult(contestant, keys, attempt(new BatchTimes(true, median, 1, max, 64)))

  val growth = section(
    new StateScenario,
    state(StateContestant.STRUCTURED, 10000, 50, 100),
    state(StateContestant.STRUCTURED, 100000, 500, 900),
    state(StateContestant.MAP_WITH_STATE, 10000, 70, 80)
  )

  val windows = section(
    new WindowsScenario,
    new WindowsResult(WindowsContestant.PLAIN, attempt(new BatchTimes(true, 50, 40, 100, 64)))
  )

  private def moved(keys: Int, millis: Long) =
    new MoveResult(StateContestant.STRUCTURED, keys, attempt(new MoveResult.Measured(millis, true, 512)))

  val move = section(new MoveScenario, moved(10000, 4500), moved(100000, 5500))

  val starts = section(
    new StartScenario,
    new RepeatedResult(
      StartContestant.DSTREAM,
      RepeatedResult.Figure.MILLIS_TO_FIRST_RESULT,
      Seq[java.lang.Long](4000L, 4100L, 4500L).asJava,
      Optional.empty[String]
    )
  )

  private def counted(contestant: WordsKafkaContestant, rates: Long*) = new WordsKafkaResult(
    contestant,
    5000000,
    true,
    rates.head / 2,
    rates.map(Long.box).asJava,
    12.5,
    0.7,
    1234,
    3658,
    Optional.of(Long.box(12)),
    Optional.empty[String]
  )

  val words = section(
    new WordsKafkaScenario,
    counted(WordsKafkaContestant.LIMIT_COUNT, 2400000, 2592017, 2600000),
    counted(WordsKafkaContestant.LIMIT, 5900000, 6000000, 6100000),
    counted(WordsKafkaContestant.DSTREAM, 800000, 912345, 950000),
    counted(WordsKafkaContestant.STRUCTURED, 1000000, 1100000, 1190000),
    counted(WordsKafkaContestant.SPARK_DSTREAM, 60000, 66000, 70000),
    counted(WordsKafkaContestant.FLINK, 700000, 800000, 810000),
    new WordsKafkaResult(
      WordsKafkaContestant.STORM,
      0,
      false,
      0,
      Seq.empty[java.lang.Long].asJava,
      0,
      0,
      0,
      0,
      Optional.empty[java.lang.Long],
      Optional.of("stopped after 900 s")
    )
  )

  /** A curve of every contestant. */
  val latencies = section(
    new LatencyScenario,
    LatencyContestant.values.toSeq.zipWithIndex.map { case (contestant, k) =>
      val micros =
        LatencyResult.PERCENTILES.asScala.map(p => Long.box((2000 * (k + 1) * math.pow(1.05, p)).toLong))
      new LatencyResult(
        contestant,
        Optional.of(new LatencyResult.Measured(true, micros.asJava)),
        Optional.empty[String]
      )
    }: _*
  )

  val all: Seq[BenchReport.Section] = Seq(words, rates, windows, growth, latencies, starts, move)

  def page(sections: BenchReport.Section*): String = BenchReport.of(sections.asJava)
}
