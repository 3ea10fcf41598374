package io.twinstream.jobs.clickjoin

import io.twinstream.{RuleTier, TempFolder, TwinSession}
import io.twinstream.error.UserError
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class ClickJoinSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val topics = new Topics("i", "c")

  private def shown(counts: CampaignClicks): String =
    Seq(counts.getKind, counts.getCampaign, counts.getImpressions, counts.getClicked, counts.getClicks)
      .mkString(" ")

  // topic, value, what it counts for: kind, campaign, impressions, clicked, clicks
  for (
    (topic, value, expected) <- Seq(
      ("i", "1,summer", "campaign summer 1 0 0"),
      ("i", "1,", "campaign  1 0 0"), // the empty campaign
      ("c", "1", "unknown  0 0 1"),
      ("i", "1", "malformed  0 0 1"),
      ("i", ",summer", "malformed  0 0 1"),
      ("i", "1,a,b", "malformed  0 0 1"),
      ("c", "1,summer", "malformed  0 0 1"),
      ("c", "", "malformed  0 0 1"),
      ("c", null, "malformed  0 0 1"), // a tombstone
      ("other", "1", "malformed  0 0 1"),
      ("", "1,summer", "malformed  0 0 1")
    )
  ) test(s"read: $topic $value") {
    assert(shown(ClickJoin.counts(ClickJoin.event(topic, value, topics))) == expected)
  }

  // name, records of one id, joins that keep them, counts
  for (
    (name, records, joins, expected) <- Seq(
      ("not clicked", Seq("i" -> "1,a"), Set("left-outer", "cogroup"), "campaign a 1 0 0"),
      (
        "clicked twice",
        Seq("c" -> "1", "i" -> "1,a", "c" -> "1"),
        Set("inner", "left-outer", "cogroup"),
        "campaign a 1 1 2"
      ),
      ("shown twice", Seq("i" -> "1,a", "i" -> "1,a"), Set("left-outer", "cogroup"), "campaign a 1 0 0"),
      ("two campaigns", Seq("i" -> "1,b", "i" -> "1,a"), Set("left-outer", "cogroup"), "campaign a 1 0 0"),
      ("never shown", Seq("c" -> "1", "c" -> "1"), Set("cogroup"), "unknown  0 0 2"),
      ("malformed", Seq("c" -> "", "i" -> "?"), Set("inner", "left-outer", "cogroup"), "malformed  0 0 2")
    )
  ) test(s"joined: $name") {
    val event = records.map { case (topic, value) => ClickJoin.event(topic, value, topics) }.reduce(_ and _)
    assert(ClickOptions.Join.values.filter(ClickJoin.isKept(event, _)).map(_.toString).toSet == joins)
    assert(shown(ClickJoin.counts(event)) == expected)
  }

  test("of two campaigns the first by bytes counts, as in Spark SQL") {
    val (private4, beyond) = ("\ue000", "\ud800\udc00") // U+10000 is behind U+E000 by bytes alone
    val event = ClickJoin.event("i", s"1,$beyond", topics).and(ClickJoin.event("i", s"1,$private4", topics))
    assert(event.getCampaign == private4)
  }

  test("the order of the records does not matter") {
    val record = Gen.oneOf("i" -> "1,a", "i" -> "1,", "i" -> "1,b", "c" -> "1")
    forAll(Gen.nonEmptyListOf(record)) { records =>
      val events = records.map { case (topic, value) => ClickJoin.event(topic, value, topics) }
      val (forth, back) = (events.reduce(_ and _), events.reverse.reduce(_ and _))
      assert(shown(ClickJoin.counts(forth)) == shown(ClickJoin.counts(back)))
      assert(forth.getClicks == records.count(_._1 == "c"))
    }
  }

  test("the share is that of impressions clicked, whatever is added up first") {
    val events = Seq("1" -> 2, "2" -> 0, "3" -> 1).map { case (id, clicks) =>
      (AdEvent.impression(id, "a") +: Seq.fill(clicks)(AdEvent.click(id))).reduce(_ and _)
    }
    val total = ClickJoin.total(events.map(ClickJoin.counts).iterator.asJava)
    assert(shown(total) == "campaign a 3 2 3" && total.getClickedPerMillion == 666666)
  }

  for (text <- Seq("a,Autumn\nb\n", "a,Autumn\na,April\n", "a,Autumn\n\n")) {
    test(s"names are refused by line: ${text.replace("\n", "\\n")}") {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("f"), text)
        assert(intercept[UserError](ClickJoin.readNames(file)).getMessage.contains("line 2"))
      }
    }
  }

  // what is asked for, what is said
  for (
    (options, said) <- Seq(
      (Seq("--clicks", "impressions"), "also the topic of --impressions"),
      (Seq("--campaigns", "/no/such"), "campaigns /no/such: cannot be read"),
      (Seq("--slide", "20s"), "--slide 20000 ms")
    )
  ) test(s"refused: ${options.mkString(" ")}") {
    val parsed = TwinSession.parsed(ClickJoinJob.JOB, options)
    assert(intercept[UserError](parsed.check(Duration.ofSeconds(1))).getMessage.contains(said))
  }
}
