package io.twinstream.jobs.billing

import io.twinstream.{RuleTier, TempFolder, TwinSession}
import io.twinstream.api.InputRecord
import io.twinstream.error.UserError
import java.nio.file.Paths
import java.time.Duration
import java.util.Optional
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._
import scala.util.Random

@RuleTier
class BillingSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val rule = new Billing(Prices.STANDARD)
  private val day = 86400000L
  private val good = s"e1,1,acme,ann,call,61,${day + 5}"

  // line, problem
  for (
    (line, problem) <- Seq(
      "" -> "1 field where 7 are needed",
      "e1,1,acme,ann,call,61" -> "6 fields where 7 are needed",
      (good + ",x") -> "8 fields where 7 are needed",
      ",1,acme,ann,call,61,5" -> "an empty event_id, account or kind",
      "e1,1,,ann,call,61,5" -> "an empty event_id, account or kind",
      "e1,1,acme,ann,,61,5" -> "an empty event_id, account or kind",
      "e1,0,acme,ann,call,61,5" -> "the revision is not",
      "e1,,acme,ann,call,61,5" -> "the revision is not",
      "e1,1234567890,acme,ann,call,61,5" -> "the revision is not",
      "e1,1,acme,ann,call,-1,5" -> "the quantity is not",
      "e1,1,acme,ann,call,1.5,5" -> "the quantity is not",
      "e1,1,acme,ann,call,1234567890,5" -> "the quantity is not",
      "e1,1,acme,ann,call,٣,5" -> "the quantity is not", // a digit, but not one of ASCII
      "e1,1,acme,ann,call,61,now" -> "the ended_at is not",
      "e1,1,acme,ann,call,61,-5" -> "the ended_at is not",
      "event_id,revision,account,agent,kind,quantity,ended_at" -> "the revision is not"
    )
  ) test(s"malformed: '$line'") {
    val found = Billing.problem(line)
    assert(found.isPresent && found.get.startsWith(problem), found)
    assert(!rule.charge(line).isPresent)
  }

  test("a tombstone is no event, and one of another kind has no price") {
    assert(!rule.charges(new InputRecord("t", 0, 0, 0, null: String)).hasNext)
    assert(rule.unpriced("e1,1,acme,ann,fax,1,5").get == "no price for the kind")
    assert(!rule.charge("e1,1,acme,ann,fax,1,5").isPresent)
    assert(!rule.unpriced(good).isPresent && !rule.unpriced("").isPresent)
  }

  test("a day in UTC has its beginning and not its end; the agent may be empty") {
    for ((at, start) <- Seq(0L -> 0L, (day - 1) -> 0L, day -> day, (day + 5) -> day))
      assert(rule.charge(s"e1,1,acme,,call,61,$at").get.getDayStart == start)
  }

  // kind, units, cents
  for (
    (kind, units, cents) <- Seq(
      ("call", 0L, 0L),
      ("call", 60L, 13L), // 12.5, half up
      ("call", 59L, 12L), // 12.29
      ("call", 120L, 25L),
      ("call", 2L, 0L), // 0.42
      ("call", 3L, 1L), // 0.625
      ("chat", 2L, 4L), // 3.5, half up
      ("chat", 100L, 175L),
      ("ticket", 3L, 720L),
      ("ticket", Long.MaxValue, Long.MaxValue)
    )
  ) test(s"$units of $kind are $cents cents")(assert(Prices.STANDARD.cents(kind, units) == cents))

  private def lines(charges: Seq[Charge]): Map[(Long, String, String), (Long, Long)] =
    charges
      .groupBy(_.getEventId)
      .values
      .map(_.reduce(_ or _))
      .toSeq
      .groupBy(c => (c.getDayStart, c.getAccount, c.getKind))
      .map { case (key, each) =>
        key -> ((each.count(_.getQuantity > 0).toLong, each.map(_.getQuantity).sum))
      }
      .filter(_._2._1 > 0)

  private val anyCharge = for {
    id <- Gen.choose(1, 6)
    revision <- Gen.choose(1, 3)
    days <- Gen.choose(0, 1)
    account <- Gen.oneOf("a", "b", "가")
    kind <- Gen.oneOf("call", "chat")
    quantity <- Gen.choose(0, 5)
  } yield new Charge(s"e$id", revision, days * day, account, kind, quantity.toLong)

  /** The sums that batches of charges lead to, and the states of events. */
  private def billed(batches: Seq[Seq[Charge]]): Map[(Long, String, String), (Long, Long)] = {
    val states = scala.collection.mutable.Map.empty[String, Charge]
    val sums = scala.collection.mutable.Map.empty[(Long, String, String), LineSum]
    for (batch <- batches; (id, charges) <- batch.groupBy(_.getEventId)) {
      val event = Billing.correct(Optional.ofNullable(states.getOrElse(id, null)), charges.iterator.asJava)
      states(id) = event.after
      for (change <- event.changes.asScala) {
        assert(!change.isNothing)
        val key = (change.getDayStart, change.getAccount, change.getKind)
        sums(key) = sums.get(key).fold(change)(_ and change)
      }
    }
    sums.toMap.map { case (key, sum) => key -> ((sum.getEvents, sum.getQuantity)) }.filter(_._2._1 > 0)
  }

  test("invoices do not depend on the order of the records, on the batches, or on what comes again") {
    forAll(Gen.listOf(anyCharge), Gen.choose(1, 7), Gen.choose(0, 1000)) { (charges, size, seed) =>
      val again = new Random(seed.toLong).shuffle(charges ++ charges.take(seed % 5))
      val expected = lines(charges)
      assert(billed(again.grouped(size).toSeq) == expected)
      assert(billed(Seq(charges, charges).filter(_.nonEmpty)) == expected)
    }
  }

  test("what a run before has billed counts once, also when it is corrected by the first batch") {
    forAll(Gen.listOf(anyCharge), Gen.listOf(anyCharge)) { (before, now) =>
      val newest = before.groupBy(_.getEventId).values.map(_.reduce(_ or _)).toSeq
      assert(billed(Seq(newest.map(_.brought(true)) ++ now)) == lines(before ++ now))
      // A port begins with it as the states of events.
      val port = now.groupBy(_.getEventId)
      val changes = (newest.map(_.getEventId) ++ port.keys).distinct.flatMap { id =>
        val state = newest.find(_.getEventId == id).map(_.brought(true)).orNull
        Billing
          .correct(Optional.ofNullable(state), port.getOrElse(id, Seq.empty).iterator.asJava)
          .changes
          .asScala
      }
      val sums = changes.groupBy(c => (c.getDayStart, c.getAccount, c.getKind)).map { case (key, each) =>
        key -> ((each.map(_.getEvents).sum, each.map(_.getQuantity).sum))
      }
      assert(sums.filter(_._2._1 > 0) == lines(before ++ now))
    }
  }

  test("what was billed before and is the same makes no row; what corrects it makes one of both lines") {
    val old = new Charge("e1", 1, 0, "a", "call", 60)
    def changes(charges: Charge*) = Billing.correct(Optional.empty(), charges.iterator.asJava).changes.asScala
    assert(changes(old.brought(true), old).forall(_.isWrittenBefore))
    val moved = changes(old.brought(true), new Charge("e1", 2, 0, "b", "call", 60))
    val byAccount =
      moved.groupBy(_.getAccount).map { case (account, each) => account -> each.reduce(_ and _) }
    assert(byAccount.values.forall(!_.isWrittenBefore))
    assert(byAccount.map { case (account, sum) => account -> sum.getEvents } == Map("a" -> 0, "b" -> 1))
  }

  test("prices of a file") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("prices"), "fax,0.000001,1000000\nvisit,9999999.5,3\n")
      val prices = Prices.read(file)
      assert(prices.has("fax") && !prices.has("call"))
      assert(prices.cents("visit", 1) == 3333333 && prices.cents("fax", 1) == 0)
    }
  }

  // content, what is said
  for (
    (content, said) <- Seq(
      "call,12.5" -> "line 1: each line is kind,CENTS,UNITS",
      "call,12.5,60\ncall,1,1" -> "line 2",
      "call,12.5,60\n,1,1" -> "line 2",
      "call,-1,60" -> "line 1",
      "call,1e3,60" -> "line 1",
      "call,1,0" -> "line 1",
      "" -> "is empty"
    )
  ) test(s"prices refused: ${content.replace("\n", " ")}") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("prices"), content)
      val options = TwinSession.parsed(BillingJob.JOB, Seq("--prices", file.toString))
      val refused = intercept[UserError](options.check(Duration.ofSeconds(1)))
      assert(refused.getMessage.contains(said), refused.getMessage)
    }
  }

  test("a file of prices that is not there is named") {
    val missing = Paths.get("nowhere")
    assert(intercept[UserError](Prices.read(missing)).getMessage.startsWith("prices nowhere: cannot be read"))
  }
}
