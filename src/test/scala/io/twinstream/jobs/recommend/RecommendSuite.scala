package io.twinstream.jobs.recommend

import io.twinstream.{RuleTier, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.engine.MediaModel
import java.nio.file.Files
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class RecommendSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  /** Ada likes a and b, Bob c; item d was played, but ALS has no factors of it. */
  private val model = new MediaModel(
    "m1",
    Map("ada" -> Array(1f, 0f), "bob" -> Array(0f, 1f)).asJava,
    Map("a" -> Array(0.9f, 0.1f), "b" -> Array(0.5f, 0.2f), "c" -> Array(-0.25f, 0.75f)).asJava,
    Map("a" -> 4L, "b" -> 8L, "c" -> 2L, "d" -> 1L).mapValues(long2Long).toMap.asJava
  )

  private def recommended(
      user: String,
      items: Seq[String],
      played: Map[String, Long],
      top: Int = 9,
      by: MediaModel = model
  ): Seq[(Int, String, Long, String)] = {
    val plays = new UserPlays(user, items.asJava, played.mapValues(long2Long).toMap.asJava)
    val rows = new Recommend(top).recommended(plays, by).asScala.toSeq
    assert(rows.forall(row => row.getUser == user && row.getModel == by.name))
    rows.map(row => (row.getRank, row.getItem, row.getScoreMillionths, row.getSource))
  }

  for (
    (line, expected) <- Seq(
      "ada,a" -> Some(("ada", "a")),
      "가,°" -> Some(("가", "°")),
      "ada,a,b" -> None,
      "ada," -> None,
      ",a" -> None,
      "ada" -> None,
      "" -> None
    )
  ) test(s"read: '$line'") {
    assert(Recommend.plays(line).asScala.map(p => (p.getUser, p.getItem)).toSeq == expected.toSeq)
    assert(Recommend.problem(line).isPresent == expected.isEmpty)
  }

  test("a known user: by the model, without what he plays now; an item it does not know by its plays") {
    assert(
      recommended("ada", Seq("b"), Map("b" -> 1L)) == Seq(
        (1, "a", 900000L, "model"),
        (2, "d", 111111L, "popular"), // 1 of 9
        (3, "c", -250000L, "model")
      )
    )
  }

  test("a new user: what is popular, what is played now included") {
    assert(
      recommended("new", Seq("x"), Map("x" -> 3L, "c" -> 2L, "y" -> 8L)) == Seq(
        (1, "b", 1000000L, "popular"),
        (2, "y", 1000000L, "popular"), // as much, and behind it by name
        (3, "a", 500000L, "popular"),
        (4, "c", 500000L, "popular"), // 2 and 2 of 8
        (5, "d", 125000L, "popular")
      )
    )
  }

  test("no more than asked for, and fewer where there are no more items") {
    assert(recommended("ada", Seq("b"), Map("b" -> 1L), top = 2).map(_._2) == Seq("a", "d"))
    assert(recommended("ada", Seq("a", "b", "c", "d"), Map("a" -> 1L)).isEmpty)
  }

  test("a model that knows nobody, and counts that are too great for a long") {
    val empty = new MediaModel("e", Map.empty.asJava, Map.empty.asJava, Map.empty.asJava)
    assert(
      recommended("ada", Seq("a"), Map("a" -> 1L, "b" -> Long.MaxValue), by = empty) ==
        Seq((1, "b", 1000000L, "popular"))
    )
    assert(
      recommended("new", Seq("z"), Map("a" -> Long.MaxValue, "z" -> 1L)).head == ((
        1,
        "a",
        1000000L,
        "popular"
      ))
    )
  }

  test("ranks follow the scores, each item once, nothing that is played now") {
    val item = Gen.oneOf("a", "b", "c", "d", "x", "y")
    forAll(Gen.oneOf("ada", "bob", "new"), Gen.nonEmptyListOf(item), Gen.choose(1, 5)) { (user, items, top) =>
      val played = items.groupBy(identity).map { case (each, plays) => each -> plays.size.toLong }
      val rows = recommended(user, items.distinct, played, top)
      val all = (Set("a", "b", "c", "d") ++ items) -- items
      assert(rows.size == math.min(top, all.size) && rows.map(_._1) == (1 to rows.size))
      assert(rows.map(_._2).toSet.size == rows.size && rows.forall(row => all(row._2)))
      assert(rows.map(_._3) == rows.map(_._3).sortBy(-_))
      assert(rows.forall(row => (row._4 == "model") == (user != "new" && Set("a", "b", "c")(row._2))))
    }
  }

  // options, what is said
  for (
    (options, said) <- Seq(
      ((_: String) => Seq("--top", "0")) -> "--top 0: write 1 to 1,000",
      ((folder: String) => Seq("--models", folder)) -> "no model is there",
      ((folder: String) => Seq("--models", s"$folder/none")) -> "no model is there"
    )
  ) test(s"refused: ${options("DIR").mkString(" ")}") {
    TempFolder.use { folder =>
      Files.createDirectory(folder.resolve(".being-written"))
      val parsed = TwinSession.parsed(RecommendJob.JOB, options(folder.toString))
      val refused = intercept[UserError](parsed.check(Duration.ofSeconds(1)))
      assert(refused.getMessage.contains(said), refused.getMessage)
    }
  }
}
