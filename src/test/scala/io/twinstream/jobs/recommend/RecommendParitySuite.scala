package io.twinstream.jobs.recommend

import io.twinstream.{Emitted, KeptRows, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import io.twinstream.error.UserError
import io.twinstream.jobs.engine.{MediaModels, NewestModel}
import io.twinstream.migration.inspect.Fixtures
import java.nio.file.{Files, Path, StandardCopyOption}
import org.apache.spark.ml.recommendation.ALSModel
import org.apache.spark.sql.functions.{col, round}
import org.scalacheck.Gen
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

class RecommendParitySuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("recommend")

  /** Trained once: that of the start, and one of few plays. */
  private lazy val (first, second) = {
    val spark = TwinSession.session
    val models = (folder.resolve("models/m1"), folder.resolve("others/m2"))
    MediaModels.save(spark, MediaModels.seededPlays(spark), models._1.toString)
    val few = MediaModels.seededPlays(spark).limit(100)
    MediaModels.save(spark, few, models._2.toString)
    models
  }

  override def afterAll(): Unit = TempFolder.delete(folder)

  private def models: Seq[String] = Seq("--models", first.getParent.toString)

  private def rows(out: Path, engine: Engine): Seq[(Long, String, Int, String, Long, String, String)] =
    Emitted
      .of(out, engine)
      .map(r =>
        (
          r.get("batch").asLong,
          r.get("user").asText,
          r.get("rank").asInt,
          r.get("item").asText,
          r.get("scoreMillionths").asLong,
          r.get("source").asText,
          r.get("model").asText
        )
      )
      .sorted

  test("a user of the model, a new one, a new item, an empty batch, malformed and repeated lines") {
    TempFolder.use { out =>
      val batches = Seq(
        Seq("user-3,item-0", "user-3,item-0", "nobody,fresh", "user-3", ",item-1"),
        Seq.empty,
        Seq("user-3,item-1") ++ Seq.fill(100000)("user-7,hit") // played more than any item of the model
      )
      val result = TwinSession.compare(RecommendJob.JOB, batches, out, models ++ Seq("--top", "4"))
      assert(result.isEqual, result.text)
      val spark = TwinSession.session
      // What MLlib itself predicts.
      val users = spark.read.parquet(s"$first/users")
      val items = spark.read.parquet(s"$first/items")
      val predicted = ALSModel
        .load(s"$first/als")
        .transform(users.where("user = 'user-3'").crossJoin(items))
        .select(col("item"), round(col("prediction").cast("double") * 1000000).cast("long"))
        .collect
        .map(row => row.getString(0) -> row.getLong(1))
        .toMap
      val played = items.collect.map(row => row.getAs[String]("item") -> row.getAs[Long]("plays")).toMap
      for (engine <- Engine.values) {
        val all = rows(out, engine)
        assert(all.map(_._7).distinct == Seq("m1"))
        val personal = all.filter(row => row._1 == 1000 && row._2 == "user-3")
        assert(personal.map(_._6).distinct == Seq("model") && !personal.exists(_._4 == "item-0"))
        for (row <- personal) assert(math.abs(row._5 - predicted(row._4)) <= 2)
        val best = (predicted - "item-0").toSeq.sortBy(-_._2).take(4)
        assert(
          personal.map(_._5).zip(best.map(_._2)).forall { case (one, other) => math.abs(one - other) <= 2 }
        )
        val popular = all.filter(row => row._1 == 1000 && row._2 == "nobody")
        val most = (played + ("item-0" -> (played("item-0") + 2))).toSeq.sortBy(each => (-each._2, each._1))
        assert(popular.map(_._6).distinct == Seq("popular"))
        assert(popular.map(_._4) == most.take(4).map(_._1))
        assert(popular.map(_._5) == most.take(4).map(_._2 * 1000000 / most.head._2))
        val hit = all.filter(row => row._1 == 3000 && row._2 == "user-3" && row._4 == "hit")
        assert(hit.map(row => (row._3, row._5, row._6)) == Seq((1, 1000000L, "popular")) || hit.isEmpty)
        assert(hit.nonEmpty == (personal.map(_._5).min < 1000000L))
      }
    }
  }

  private val anyLine = Gen.frequency(
    9 -> Gen.zip(Gen.choose(190, 210), Gen.choose(35, 45)).map { case (u, i) => s"user-$u,item-$i" },
    1 -> Gen.alphaNumStr
  )

  for ((batches, i) <- Samples.of(Gen.listOfN(3, Gen.listOf(anyLine)), count = 2, size = 15).zipWithIndex) {
    test(s"generated $i: both engines agree, and every user gets his share") {
      TempFolder.use { out =>
        val result = TwinSession.compare(RecommendJob.JOB, batches, out, models)
        assert(result.isEqual, result.text)
        val users = batches.map(_.filter(_.contains(",")).map(_.split(",")(0)).distinct.size).sum
        assert(rows(out, Engine.DSTREAM).size == 3 * users)
      }
    }
  }

  for (engine <- Engine.values) {
    test(
      s"$engine: a model that comes while the job runs is in force with the next batch, and after a restart"
    ) {
      TempFolder.use { out =>
        val there = Files.createDirectory(out.resolve("models"))
        Fixtures.copy(first, there.resolve("m1"))
        Fixtures.copy(second, out.resolve("m2"))
        Restart.lastRows(
          RecommendJob.JOB,
          engine,
          (0 until 8).map(k => s"${1000 * k}\tuser-3,item-$k"),
          stopAt = 5000,
          out,
          Seq("--models", there.toString),
          afterBatch = batch =>
            if (batch == 3000) {
              Files.move(out.resolve("m2"), there.resolve("m2"), StandardCopyOption.ATOMIC_MOVE)
              ()
            }
        )((row: Recommendation) => row.getRank)
        val inForce = KeptRows.ofType[Recommendation].map { case (batch, each) =>
          batch -> each.map(_.getModel).distinct
        }
        assert(inForce == (1 to 8).map(k => 1000L * k -> Seq(if (k <= 3) "m1" else "m2")).toMap)
      }
    }
  }

  test("the model of the start is the same every time; one that is saved scores as it did") {
    val one = MediaModels.seeded(TwinSession.session)
    val saved = new NewestModel(first.getParent.toString).in(TwinSession.session.sparkContext).value
    for (user <- 0 until 200; item <- 0 until 40 if one.knows(s"user-$user", s"item-$item"))
      assert(
        saved.preference(s"user-$user", s"item-$item") == one.preference(s"user-$user", s"item-$item")
      )
    assert(saved.name == "m1" && one.name.isEmpty && one.items == saved.items)
  }

  test("a folder that is no model is named, and so is one that is there already") {
    TempFolder.use { out =>
      Files.createDirectory(out.resolve("m3"))
      val broken = new NewestModel(out.toString)
      val named = intercept[UserError](broken.in(TwinSession.session.sparkContext))
      assert(named.getMessage.contains("m3: is none of recommend"), named.getMessage)
      val plays = MediaModels.seededPlays(TwinSession.session)
      val there = intercept[UserError](MediaModels.save(TwinSession.session, plays, s"$out/m3"))
      assert(there.getMessage.contains("is there already"))
      val none = intercept[UserError](MediaModels.save(TwinSession.session, plays.limit(0), s"$out/m4"))
      assert(none.getMessage.contains("no plays to learn from"))
    }
  }
}
