package io.twinstream.jobs.clickjoin

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class ClickJoinParitySuite extends AnyFunSuite {
  private def shown(row: JsonNode): String =
    Seq("batch", "kind", "campaign", "name", "impressions", "clicked", "clicks", "clickedPerMillion")
      .map(row.get(_).asText)
      .mkString(" ")

  private def impression(id: String, campaign: String): (String, String) = "impressions" -> s"$id,$campaign"

  private def click(id: String): (String, String) = "clicks" -> id

  private val batches = Seq(
    Seq(impression("1", "a"), impression("1", "a"), impression("2", ""), click("1"), click("1")),
    Seq.empty,
    Seq(click("2"), impression("3", "a"), click("x"), "other" -> "?"), // 2 was shown in the first batch
    Seq(click("1"), impression("4", "b"), click("3"), "clicks" -> "4,b") // 1 as well
  )

  /** Moves the watermark until the windows under test are over. */
  private val closing = Seq.fill(4)(Seq(impression("z", "z")))

  private val window = Seq("--within", "window", "--window", "4s", "--slide", "2s", "--lateness", "1ms")

  private val cases = Seq(
    "inner" -> Seq("--within", "batch") -> Set(
      "1000 campaign a Autumn 1 1 2 1000000",
      "3000 malformed   0 0 1 0",
      "4000 malformed   0 0 1 0"
    ),
    "left-outer" -> window -> Set(
      "2000 campaign a Autumn 1 1 2 1000000",
      "2000 campaign   1 0 0 0",
      "4000 campaign a Autumn 2 2 4 1000000", // 1 with three clicks, 3 with one
      "4000 campaign   1 1 1 1000000",
      "4000 campaign b  1 0 0 0",
      "4000 malformed   0 0 2 0"
    ),
    "cogroup" -> window -> Set(
      "2000 campaign a Autumn 1 1 2 1000000",
      "2000 campaign   1 0 0 0",
      "4000 campaign a Autumn 2 2 4 1000000",
      "4000 campaign   1 1 1 1000000",
      "4000 campaign b  1 0 0 0",
      "4000 unknown   0 0 1 0", // of x
      "4000 malformed   0 0 2 0"
    )
  )

  for (((join, within), expected) <- cases) {
    test(
      s"--join $join ${within.take(2).mkString(" ")}: repeated, malformed and unknown records, boundaries"
    ) {
      TempFolder.use { folder =>
        val names = TempFolder.write(folder.resolve("names"), "a,Autumn\nq,Quiet\n")
        val options = Seq("--join", join, "--campaigns", names.toString) ++ within
        val result = TwinSession.compareTopics(ClickJoinJob.JOB, batches ++ closing, folder, options)
        assert(result.isEqual, result.text)
        for (engine <- Engine.values) {
          val rows = Emitted.of(folder, engine).filter(_.get("batch").asLong <= 4000).map(shown)
          assert(rows.size == expected.size && rows.toSet == expected)
        }
      }
    }
  }

  private val anyRecord = {
    val id = Gen.choose(1, 6).map(_.toString)
    Gen.frequency(
      4 -> Gen.zip(id, Gen.oneOf("a", "가", "")).map((impression _).tupled),
      4 -> id.map(click),
      1 -> Gen.const("clicks" -> "")
    )
  }

  private val kinds = Seq(Seq("--join", "left-outer", "--within", "batch"), Seq("--join", "inner") ++ window)

  for (
    (generated, i) <- Samples.of(Gen.listOfN(5, Gen.listOf(anyRecord)), count = 2, size = 8).zipWithIndex
  ) {
    test(s"generated $i, ${kinds(i).take(4).mkString(" ")}: both engines agree") {
      TempFolder.use { folder =>
        val result = TwinSession.compareTopics(ClickJoinJob.JOB, generated ++ closing, folder, kinds(i))
        assert(result.isEqual, result.text)
        assert(Emitted.of(folder, Engine.STRUCTURED).nonEmpty)
      }
    }
  }
}
