package io.twinstream.jobs

import io.twinstream.jobs.orderrevenue.OrderRevenueJob
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.engine.StructuredSums
import io.twinstream.{Emitted, TempFolder, TwinSession}
import io.twinstream.api.Engine
import org.apache.spark.sql.Encoders
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

/** Sums that are too great for a long: both engines give the greatest there is, and go on. */
class SumsParitySuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val most = "999999999999.99"
  private val cents = 99999999999999L

  /** So many orders of the greatest amount are in a window that their cents are more than a long holds. */
  private val enough = (Long.MaxValue / cents + 1).toInt

  test("order-revenue: a window whose revenue is too great, and the orders behind it") {
    TempFolder.use { folder =>
      val batches = Seq(
        (1 to enough).map(id => s"$id,u,$most,books,0") :+ "a,u,1.00,toys,0",
        Seq("b,u,5.00,books,1000", "c,u,1.00,toys,1000")
      )
      val result = TwinSession.compare(OrderRevenueJob.JOB, batches, folder)
      assert(result.isEqual, result.text)
      for (engine <- Engine.values) {
        val last = Emitted
          .of(folder, engine)
          .filter(row => row.get("batch").asLong == 2000 && row.get("windowEnd").asLong == 300000)
          .filter(_.get("windowStart").asLong == 0)
          .map(row =>
            row.get("category").asText -> ((row.get("orders").asLong, row.get("revenueCents").asLong))
          )
        assert(last.toMap == Map("books" -> ((enough + 1L, Long.MaxValue)), "toys" -> ((2L, 200L))))
      }
    }
  }

  for (grain <- Seq("changed", "all"))
    test(s"running-word-count --grain $grain: totals that begin near the greatest long") {
      TempFolder.use { folder =>
        val initial =
          TempFolder.write(folder.resolve("initial"), s"a\t${Long.MaxValue}\nb\t${Long.MaxValue - 1}\n")
        val options = Seq("--grain", grain, "--initial", initial.toString)
        val batches = Seq(Seq("a b b c"), Seq("c a"), Seq("b"))
        val result = TwinSession.compare(RunningWordCountJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        for (engine <- Engine.values) {
          val last = Emitted.counts(folder, engine).groupBy(_._2).map { case (word, rows) =>
            word -> rows.maxBy(_._1)._3
          }
          assert(last == Map("a" -> Long.MaxValue, "b" -> Long.MaxValue, "c" -> 2L))
        }
      }
    }

  test("what Spark adds up is what the rule adds up, whether by ANSI or not") {
    val spark = TwinSession.session
    val any = Gen.listOf(
      Gen.oneOf(Gen.choose(0L, 10L), Gen.choose(Long.MaxValue - 10, Long.MaxValue), Gen.const(1L << 61))
    )
    for (ansi <- Seq("true", "false")) {
      val before = spark.conf.getOption("spark.sql.ansi.enabled")
      spark.conf.set("spark.sql.ansi.enabled", ansi)
      try
        forAll(any.suchThat(_.nonEmpty), minSuccessful(10)) { numbers =>
          val sum = spark
            .createDataset(numbers.map(long2Long).asJava)(Encoders.LONG)
            .toDF("n")
            .agg(StructuredSums.of("n").as("sum"))
            .as(Encoders.LONG)
            .head()
          assert(sum == numbers.foldLeft(0L)((a, b) => Sums.add(a, b)))
        }
      finally
        before.fold(spark.conf.unset("spark.sql.ansi.enabled"))(spark.conf.set("spark.sql.ansi.enabled", _))
    }
  }
}
