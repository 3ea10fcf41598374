package io.twinstream.jobs.orderrevenue

import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.migration.compare.Comparison
import io.twinstream.api.Engine
import io.twinstream.ends.recording.Recording
import java.nio.file.Path
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

/** Both twins over batches of five minutes, so that a few batches hold many windows. */
class OrderRevenueParitySuite extends AnyFunSuite {
  private val minute = 60000L
  private val interval = Duration.ofMinutes(5)

  /** An order that arrives in a batch and was made so many minutes before the batch begins. */
  private final case class Sent(id: String, cents: Int, category: String, minutesBefore: Int)

  private def made(k: Int, order: Sent): Long = (30 + 5L * k - order.minutesBefore) * minute

  private def line(k: Int, order: Sent): String =
    s"${order.id},u,${order.cents / 100}.${"%02d".format(order.cents % 100)},${order.category},${made(k, order)}"

  private def compare(batches: Seq[Seq[String]], folder: Path, options: String*): Comparison.Result = {
    // The recording begins 30 minutes before its first record, so that orders can be made before it.
    val lines =
      for ((batch, k) <- batches.zipWithIndex; line <- batch) yield s"${(30 + 5L * k) * minute}\t$line\n"
    val recording = Recording.open(TempFolder.write(folder.resolve("r"), lines.mkString), interval)
    val jobOptions = TwinSession.parsed(OrderRevenueJob.JOB, Seq("--lateness", "20m") ++ options)
    Comparison.run(
      OrderRevenueJob.JOB,
      jobOptions,
      Comparison.Twins.of(OrderRevenueJob.JOB, jobOptions),
      recording,
      TwinSession.session,
      folder,
      (_: Any, _: Any) => ()
    )
  }

  /** The last row of each window and category, as (start, end, category) in minutes to (orders, cents). */
  private def totals(folder: Path, engine: Engine): Map[(Long, Long, String), (Long, Long)] =
    Emitted
      .of(folder, engine)
      .map(r =>
        (
          r.get("windowStart").asLong / minute,
          r.get("windowEnd").asLong / minute,
          r.get("category").asText
        ) -> ((r.get("orders").asLong, r.get("revenueCents").asLong))
      )
      .toMap

  /** What the orders give, counted without an engine. */
  private def expected(batches: Seq[Seq[Sent]]): Map[(Long, Long, String), (Long, Long)] = {
    val inTime = for {
      (batch, k) <- batches.zipWithIndex
      order <- batch if order.minutesBefore <= 20
    } yield (order.id, order.cents.toLong, order.category, made(k, order) / minute)
    inTime
      .groupBy(_._1)
      .values
      .map(_.head)
      .flatMap { case (_, cents, category, at) =>
        val start = at / 5 * 5
        Seq((start, start + 5), (start - 5, start + 5), (start, start + 10)).map { case (from, until) =>
          (from, until, category) -> cents
        }
      }
      .groupBy(_._1)
      .map { case (key, each) => key -> ((each.size.toLong, each.map(_._2).sum)) }
  }

  private val cases = Seq(
    Seq(
      Sent("1", 1999, "books", 0),
      Sent("2", 1, "books", 5),
      Sent("1", 1999, "books", 0)
    ), // 1 comes twice at once
    Seq.empty,
    Seq(Sent("3", 500, "toys", 20), Sent("4", 500, "toys", 21)), // 4 is a minute too late
    Seq(Sent("2", 1, "books", 20)), // 2 comes again two batches later, with the time it had
    Seq(Sent("5", 250, "books", 12))
  )

  test("duplicates at once and later, late orders, an empty batch, malformed lines") {
    TempFolder.use { folder =>
      val lines = cases.zipWithIndex.map { case (batch, k) => batch.map(line(k, _)) :+ "no order" }
      val result = compare(lines, folder)
      assert(result.isEqual, result.text)
      assert(totals(folder, Engine.DSTREAM) == expected(cases))
    }
  }

  private val order = for {
    id <- Gen.choose(1, 12)
    age <- Gen.choose(0, 25)
  } yield (id, age)

  for ((batches, i) <- Samples.of(Gen.listOfN(4, Gen.listOf(order)), count = 4, size = 6).zipWithIndex) {
    test(s"generated $i: both engines agree, and add up what is there") {
      TempFolder.use { folder =>
        // An id has its time, amount and category: that of the batch in which it comes first.
        var firsts = Map.empty[Int, (Int, Int)]
        val sent = batches.zipWithIndex.map { case (batch, k) =>
          batch.map { case (id, age) =>
            firsts = firsts + (id -> firsts.getOrElse(id, (k, age)))
            val (first, ageThen) = firsts(id)
            Sent(id.toString, id * 37, if (id % 2 == 0) "a" else "한", ageThen + 5 * (k - first))
          }
        }
        val result = compare(sent.zipWithIndex.map { case (batch, k) => batch.map(line(k, _)) }, folder)
        assert(result.isEqual, result.text)
        assert(totals(folder, Engine.STRUCTURED) == expected(sent))
      }
    }
  }

  test("output mode complete: all totals with every batch; append: a window once, when it is over") {
    val orders = Seq(Seq(Sent("1", 100, "a", 0)), Seq(Sent("2", 100, "b", 0)))
    // Far ahead, so that the watermark passes the first windows; the batch after it sees that.
    val ahead = Seq.fill(16)(Seq.empty[Sent]) ++ Seq(Seq(Sent("3", 5, "c", 0)), Seq(Sent("4", 5, "c", 0)))
    def lines(batches: Seq[Seq[Sent]]) = batches.zipWithIndex.map { case (batch, k) => batch.map(line(k, _)) }
    TempFolder.use { folder =>
      compare(lines(orders), folder, "--output-mode", "complete")
      val last = Emitted.of(folder, Engine.STRUCTURED).filter(_.get("batch").asLong == 40 * minute)
      assert(last.map(_.get("category").asText).toSet == Set("a", "b"))
    }
    TempFolder.use { folder =>
      compare(lines(orders ++ ahead), folder, "--output-mode", "append")
      assert(totals(folder, Engine.STRUCTURED) == expected(orders))
      assert(Emitted.of(folder, Engine.STRUCTURED).size == expected(orders).size)
    }
  }
}
