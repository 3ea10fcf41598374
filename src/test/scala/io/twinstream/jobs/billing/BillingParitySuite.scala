package io.twinstream.jobs.billing

import io.twinstream.{Emitted, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import java.nio.file.Path
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class BillingParitySuite extends AnyFunSuite {
  private val day = 86400000L

  /** Batch (in seconds), day, account and kind to events, quantity and cents. */
  private def rows(folder: Path, engine: Engine): Seq[((Long, Long, String, String), (Long, Long, Long))] =
    Emitted
      .of(folder, engine)
      .map(r =>
        (
          r.get("batch").asLong / 1000,
          r.get("dayStart").asLong / day,
          r.get("account").asText,
          r.get("kind").asText
        ) -> ((r.get("events").asLong, r.get("quantity").asLong, r.get("cents").asLong))
      )

  test(
    "an extract of what the stream brought, a correction, another account, one cancelled, an empty batch"
  ) {
    TempFolder.use { folder =>
      val first = Seq(
        "events" -> "e1,1,acme,ann,call,30,5",
        "events" -> "e2,1,acme,bob,call,31,6",
        "events" -> "e2,1,acme,bob,call,31,6", // sent twice
        "events" -> s"e3,1,blue,ann,chat,3,$day", // the next day
        "events" -> "e4,1,acme,ann,fax,3,5", // no price
        "events" -> ",1,acme,ann,call,3,5"
      )
      val batches = Seq(
        first,
        Seq.empty,
        Seq("extract" -> "e1,1,acme,ann,call,30,5", "extract" -> "e5,1,acme,bob,ticket,1,7"), // e5 was lost
        Seq("events" -> "e2,2,acme,bob,call,90,6"), // a correction
        Seq("events" -> s"e3,3,acme,ann,call,59,8"), // to another account, kind and day
        Seq("events" -> s"e3,2,blue,ann,chat,9,$day"), // an older one, too late
        Seq("extract" -> "e5,2,acme,bob,ticket,0,7"), // cancelled
        first.map { case (_, line) => "extract" -> line } // the day again
      )
      val result = TwinSession.compareTopics(BillingJob.JOB, batches, folder)
      assert(result.isEqual, result.text)
      val expected = Map(
        (1L, 0L, "acme", "call") -> ((2L, 61L, 13L)), // 61 / 60 * 12.5 = 12.71
        (1L, 1L, "blue", "chat") -> ((1L, 3L, 5L)), // 5.25
        (3L, 0L, "acme", "ticket") -> ((1L, 1L, 240L)),
        (4L, 0L, "acme", "call") -> ((2L, 120L, 25L)),
        (5L, 0L, "acme", "call") -> ((3L, 179L, 37L)), // 37.29
        (5L, 1L, "blue", "chat") -> ((0L, 0L, 0L)),
        (7L, 0L, "acme", "ticket") -> ((0L, 0L, 0L))
      )
      for (engine <- Engine.values) {
        val found = rows(folder, engine)
        assert(found.size == expected.size && found.toMap == expected)
      }
    }
  }

  private val anyLine = Gen.frequency(
    12 -> (for {
      id <- Gen.choose(1, 8)
      revision <- Gen.choose(1, 3)
      account <- Gen.oneOf("a", "가")
      kind <- Gen.oneOf("call", "chat", "ticket", "fax")
      quantity <- Gen.choose(0, 999)
      at <- Gen.oneOf(5L, day - 1, day)
    } yield s"e$id,$revision,$account,,$kind,$quantity,$at"),
    1 -> Gen.alphaNumStr
  )

  /** Counted without an engine, and without the rule: by sorting the fields of lines. */
  private def invoices(lines: Seq[String]): Map[(Long, String, String), (Long, Long, Long)] = {
    val price =
      Map("call" -> BigDecimal(12.5) / 60, "chat" -> BigDecimal(1.75), "ticket" -> BigDecimal(240))
    lines
      .map(_.split(",", -1))
      .collect {
        case Array(id, revision, account, _, kind, quantity, at) if price.contains(kind) =>
          (id, (revision.toInt, at.toLong / day, account, kind, quantity.toLong))
      }
      .groupBy(_._1)
      .map(_._2.map(_._2).max)
      .filter(_._5 > 0)
      .groupBy { case (_, day, account, kind, _) => (day, account, kind) }
      .map { case (key, each) =>
        val quantity = each.map(_._5).sum
        val cents = (price(key._3) * quantity).setScale(6, BigDecimal.RoundingMode.HALF_UP)
        key -> ((each.size.toLong, quantity, cents.setScale(0, BigDecimal.RoundingMode.HALF_UP).toLong))
      }
  }

  for ((batches, i) <- Samples.of(Gen.listOfN(4, Gen.listOf(anyLine)), count = 2, size = 12).zipWithIndex) {
    test(s"generated $i: both engines agree, and bill what is there, once") {
      TempFolder.use { folder =>
        val again = batches.map(_.reverse) // the same records in another order, and all of them once more
        val result = TwinSession.compare(BillingJob.JOB, batches ++ again, folder)
        assert(result.isEqual, result.text)
        for (engine <- Engine.values) {
          val last = rows(folder, engine).groupBy { case ((_, day, account, kind), _) =>
            (day, account, kind)
          }
          val billed = last.map { case (key, each) => key -> each.maxBy(_._1._1)._2 }.filter(_._2._1 > 0)
          assert(billed == invoices(batches.flatten))
        }
      }
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a run that goes on from its checkpoint knows the events of before") {
      TempFolder.use { folder =>
        val lines = (0 until 14).flatMap(k =>
          Seq(s"${1000 * k}\te$k,1,a,,chat,10,0", s"${1000 * k}\te${k / 2},2,a,,chat,${k % 2},0")
        )
        val rows = Restart.lastRows(BillingJob.JOB, engine, lines, stopAt = 5000, folder)(_.getKind)
        // Of e0 to e6 the second revision counts, of which two come: the greater quantity, 1.
        assert(rows("chat") == new InvoiceLine(0, "a", "chat", 14, 7 * 1 + 7 * 10, 135)) // 134.75
      }
    }
  }
}
