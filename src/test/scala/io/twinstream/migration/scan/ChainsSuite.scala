package io.twinstream.migration.scan

import scala.jdk.CollectionConverters._

import io.twinstream.{RuleTier, TempFolder}
import org.scalatest.funsuite.AnyFunSuite

/** Chains of operators, each with a right twin that is judged call by call. */
@RuleTier
final class ChainsSuite extends AnyFunSuite {
  private def report(statements: String): ScanReport = TempFolder.use { folder =>
    Compiler.compile(
      s"""package app;
         |import java.util.*;
         |import org.apache.spark.SparkConf;
         |import org.apache.spark.api.java.Optional;
         |import org.apache.spark.streaming.*;
         |import org.apache.spark.streaming.api.java.*;
         |class App {
         |  void run(JavaStreamingContext context, JavaDStream<String> in, JavaPairDStream<String, Long> pairs,
         |      JavaPairDStream<String, Long> others, StateSpec<String, Long, Long, scala.Tuple2<String, Long>> spec) {
         |    $statements
         |  }
         |}""".stripMargin,
      folder
    )
    Scanner.scan(List(folder.toString).asJava, (_, _) => ())
  }

  /** The chains by the texts of the findings, and the difficulty, by method. */
  private def chains(statements: String): Map[String, String] =
    report(statements).findings.asScala
      .flatMap(one =>
        Chain.values
          .find(_.text("equivalent") == one.rule.equivalent)
          .filter(_.text("difference") == one.rule.difference)
          .map(chain => one.api.split('.').last -> chain.label)
      )
      .toMap

  private val update = "updateStateByKey((List<Long> v, Optional<Long> s) -> s)"

  test("a reduction before state is dropped; a reduction alone is not") {
    val reduced = "pairs.reduceByKey(Long::sum)"
    assert(chains(s"$reduced.$update.print();") == Map("reduceByKey" -> "reduce-before-state"))
    assert(
      chains(s"$reduced.mapValues(x -> x).mapWithState(spec).print();") == Map(
        "reduceByKey" -> "reduce-before-state"
      )
    )
    assert(chains(s"$reduced.print();") == Map.empty)
    assert(chains(s"$reduced.print(); pairs.$update.print();") == Map.empty)
  }

  test("an aggregation behind a window is one operator with it; a window alone is not") {
    val window = "in.window(Durations.minutes(5))"
    assert(
      chains(s"$window.mapToPair(x -> new scala.Tuple2<>(x, 1L)).reduceByKey(Long::sum).print();") ==
        Map("window" -> "window-before-aggregation", "reduceByKey" -> "aggregation-of-window")
    )
    assert(chains(s"$window.count().print();").keySet == Set("window", "count"))
    assert(chains(s"$window.foreachRDD(rdd -> {});") == Map.empty)
  }

  test("a window as long as the batch is dropped; a longer one is not") {
    def made(batch: String, window: String) = chains(
      s"""JavaStreamingContext own = new JavaStreamingContext(new SparkConf(), $batch); own.socketTextStream("h", 1).window($window).print();"""
    )
    for (
      window <- Seq(
        "Durations.minutes(1)",
        "Durations.seconds(60)",
        "new Duration(60000)",
        "Durations.milliseconds(60000)"
      )
    )
      assert(made("Durations.minutes(1)", window) == Map("window" -> "window-as-long-as-batch"), window)
    assert(made("Durations.minutes(1)", "Durations.minutes(2)") == Map.empty)
    assert(made("Durations.minutes(Long.getLong(\"x\"))", "Durations.minutes(1)") == Map.empty)
    // Behind it an aggregation is one of a batch.
    assert(
      chains(
        """JavaStreamingContext own = new JavaStreamingContext(new SparkConf(), Durations.minutes(1)); own.socketTextStream("h", 1).window(Durations.minutes(1)).count().print();"""
      ) == Map("window" -> "window-as-long-as-batch")
    )
  }

  test("state after state, a window after state and a join with state; beside each other they are not") {
    val state = "JavaPairDStream<String, Long> totals = pairs." + update + ";"
    assert(
      chains(s"$state totals.mapValues(x -> x + 1).$update.print();") == Map(
        "updateStateByKey" -> "state-after-state"
      )
    )
    assert(
      chains(s"$state totals.reduceByKeyAndWindow(Long::sum, Durations.minutes(1)).print();") == Map(
        "reduceByKeyAndWindow" -> "window-after-state"
      )
    )
    assert(chains(s"$state others.join(totals).print();") == Map("join" -> "join-with-state"))
    assert(chains(s"$state others.join(pairs).print(); totals.print();") == Map.empty)
    assert(chains(s"$state totals.print(); others.$update.print();") == Map.empty)
  }

  test("an aggregation of the whole state; of the changes that mapWithState gives it is none") {
    assert(chains(s"pairs.$update.count().print();") == Map("count" -> "aggregation-of-state"))
    assert(
      chains("pairs.mapWithState(spec).stateSnapshots().count().print();") == Map(
        "count" -> "aggregation-of-state"
      )
    )
    assert(chains("pairs.mapWithState(spec).count().print();") == Map.empty)
  }

  test("a union of two readers of a kind; of two kinds it is a union") {
    assert(
      chains("""context.socketTextStream("a", 1).union(context.socketTextStream("b", 1)).print();""") == Map(
        "union" -> "union-of-readers"
      )
    )
    assert(
      chains("""context.socketTextStream("a", 1).union(context.textFileStream("b")).print();""") == Map.empty
    )
  }

  test("several outputs with state between cannot share a foreachBatch; without it they can") {
    def risks(statements: String) =
      report(statements).risks.asScala.map(_.`type`).filter(_.label.startsWith("several"))
    val source = "JavaPairDStream<String, Long> all = pairs.filter(x -> true);"
    assert(risks(s"$source all.print(); all.$update.print();") == Seq(RiskType.SEVERAL_OUTPUTS_OF_STATE))
    assert(risks(s"$source all.print(); all.count().print();") == Seq(RiskType.SEVERAL_OUTPUTS))
  }

  test("every chain has its texts") {
    for (chain <- Chain.values; column <- Seq("operator", "equivalent", "difference"))
      assert(chain.text(column).nonEmpty, chain)
  }
}
