package io.twinstream.jobs.fraudscore

import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.engine.FraudModel
import io.twinstream.api.Engine
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, Until}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import io.twinstream.api.{BatchRows, Sink}
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.ConcurrentHashMap
import org.apache.spark.ml.linalg.Vectors
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class FraudScoreParitySuite extends AnyFunSuite {
  test("what a card did in the batch is scored; a card that returns begins anew") {
    TempFolder.use { folder =>
      val batches = Seq(
        Seq("a,500,DE", ",300,", "b,90000,US", "b,80000,KR", "b,99999,BR", "not one"),
        Seq.empty,
        Seq("a,500,DE", "a,500,DE") // the same twice counts twice
      )
      val result = TwinSession.compare(FraudScoreJob.JOB, batches, folder)
      assert(result.isEqual, result.text)
      val model = FraudModel.of(null)
      def millionths(features: Double*) =
        math.floor(model.predictProbability(Vectors.dense(features.toArray))(1) * 1e6 + 0.5).toLong
      val expected = Set(
        (1000L, "a", 1L, 500L, millionths(1, 5, 5, 1)),
        (1000L, "", 1L, 300L, millionths(1, 3, 3, 1)),
        (1000L, "b", 3L, 269999L, millionths(3, 2699.99, 999.99, 3)),
        (3000L, "a", 2L, 1000L, millionths(2, 10, 5, 1))
      )
      for (engine <- Engine.values) {
        val rows = Emitted.of(folder, engine)
        assert(
          rows
            .map(r =>
              (
                r.get("batch").asLong,
                r.get("card").asText,
                r.get("transactions").asLong,
                r.get("totalCents").asLong,
                r.get("scoreMillionths").asLong
              )
            )
            .toSet == expected
        )
        assert(rows.filter(_.get("fraud").asBoolean).map(_.get("card").asText) == Seq("b"))
      }
    }
  }

  /** (batch time, card, transactions, cents, millionths, fraud) */
  private type Score = (Long, String, Long, Long, Long, Boolean)

  private def scores(folder: Path, engine: Engine): Seq[Score] =
    Emitted
      .of(folder, engine)
      .map(r =>
        (
          r.get("batch").asLong,
          r.get("card").asText,
          r.get("transactions").asLong,
          r.get("totalCents").asLong,
          r.get("scoreMillionths").asLong,
          r.get("fraud").asBoolean
        )
      )
      .sorted

  /** What the cards of each batch did, added up without an engine. */
  private def expected(batches: Seq[Seq[String]]): Seq[Score] = {
    val model = FraudModel.of(null)
    val scores = for {
      (batch, k) <- batches.zipWithIndex
      (card, lines) <- batch.map(_.split(",", -1)).groupBy(_(0))
    } yield {
      val cents = lines.map(_(1).toLong)
      val countries = lines.map(_(2)).distinct.size
      val features = Array(lines.size.toDouble, cents.sum / 100.0, cents.max / 100.0, countries.toDouble)
      val millionths = math.floor(model.predictProbability(Vectors.dense(features))(1) * 1e6 + 0.5).toLong
      (1000L * (k + 1), card, lines.size.toLong, cents.sum, millionths, millionths >= 500000)
    }
    scores.sorted
  }

  private val anyBatches = {
    val line = Gen.zip(Gen.oneOf("a", "b", ""), Gen.choose(0, 200000), Gen.oneOf("DE", "FR", "가"))
    Gen.listOfN(3, Gen.listOf(line.map { case (card, cents, country) => s"$card,$cents,$country" }))
  }

  for ((batches, i) <- Samples.of(anyBatches, count = 2, size = 10).zipWithIndex) {
    test(s"generated $i: both engines agree, by a model that was saved") {
      TempFolder.use { folder =>
        val model = folder.resolve("model").toString
        FraudModel.save(TwinSession.session, model)
        val result = TwinSession.compare(FraudScoreJob.JOB, batches, folder, Seq("--model", model))
        assert(result.isEqual, result.text)
        for (engine <- Engine.values) assert(scores(folder, engine) == expected(batches))
      }
    }
  }

  test("a recovered classic job scores as before: the model is broadcast again") {
    TempFolder.use { folder =>
      val lines = (0 until 6).map(k => s"${1000 * k}\ta,${1000 * (k + 1)},DE\n").mkString
      val recording = Recording.open(TempFolder.write(folder.resolve("r"), lines), TwinSession.interval)
      def run(checkpoint: Option[String], stopAt: Long): Unit = {
        val stop = new StopRequest
        val listener = new RunListener {
          override def batchCompleted(batch: RunListener.Batch): Unit =
            if (batch.batch >= stopAt) stop.request()
        }
        val settings = new RunSettings[CardScore](
          new RecordingSource(recording),
          new Scores,
          Optional.ofNullable(checkpoint.orNull),
          TwinSession.interval,
          Until.END
        )
        DStreamRunner.run(
          new DStreamFraudScore(new ModelOptions),
          settings,
          TwinSession.session,
          listener,
          stop
        )
        ()
      }
      run(None, Long.MaxValue)
      val expected = Scores.all.asScala.toMap
      Scores.all.clear()
      val checkpoint = Some(folder.resolve("checkpoint").toString)
      run(checkpoint, stopAt = 2000)
      assert(Scores.all.size < 6)
      run(checkpoint, Long.MaxValue)
      assert(Scores.all.asScala.toMap == expected && expected.size == 6)
    }
  }

  test("a directory without a model is refused") {
    TempFolder.use { folder =>
      val options = TwinSession.parsed(FraudScoreJob.JOB, Seq("--model", folder.toString))
      val refused = intercept[UserError](options.check(TwinSession.interval))
      assert(refused.getMessage.contains("no model of MLlib"))
    }
  }
}

/** Scores by batch time; in a checkpoint it is empty, so they are the object's. */
class Scores extends Sink[CardScore] {
  override def write(rows: BatchRows[CardScore], batch: Long): Unit =
    rows.collect().asScala.foreach(row => Scores.all.put(batch, row.toString))
}

object Scores {
  val all = new ConcurrentHashMap[Long, String]
}
