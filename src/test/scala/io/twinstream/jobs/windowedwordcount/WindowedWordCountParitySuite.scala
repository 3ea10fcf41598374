package io.twinstream.jobs.windowedwordcount

import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.jobs.WindowLayout
import io.twinstream.api.Engine
import java.nio.file.Path
import java.sql.Timestamp
import org.apache.spark.sql.{functions, Encoders}
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

class WindowedWordCountParitySuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val modes = Seq("plain", "inverse", "inverse-filtered", "by-value")

  private def windows(folder: Path): Set[(Long, Long, String, Long)] =
    Emitted
      .of(folder, Engine.DSTREAM)
      .map(r =>
        (r.get("windowStart").asLong, r.get("windowEnd").asLong, r.get("word").asText, r.get("count").asLong)
      )
      .toSet

  /** What windows over batches of a second hold, counted without an engine. */
  private def expected(
      batches: Seq[Seq[String]],
      window: Int,
      slide: Int
  ): Set[(Long, Long, String, Long)] = {
    val length = batches.lastIndexWhere(_.nonEmpty) + 1 // a recording ends with its last record
    val ends = (slide to length by slide).toSet
    for {
      end <- ends
      (word, count) <- batches
        .slice(end - window, end)
        .flatten
        .flatMap(_.split(" "))
        .filter(_.nonEmpty)
        .groupBy(identity)
    } yield (1000L * (end - window), 1000L * end, word, count.size.toLong)
  }

  private val cases = Seq(
    (
      "a word leaves, and returns after a gap",
      Seq(Seq("a b"), Seq("a"), Seq.empty, Seq.empty, Seq("a"), Seq("b")),
      2,
      1
    ),
    ("tumbling", Seq(Seq("a"), Seq("a"), Seq("b"), Seq("a b"), Seq("c"), Seq("c")), 2, 2),
    (
      "a slide of several batches",
      Seq(Seq("a"), Seq("a b"), Seq("b"), Seq("c"), Seq("a"), Seq.empty, Seq("a")),
      4,
      2
    ),
    ("a window longer than the run", Seq(Seq("a"), Seq("a b"), Seq.empty, Seq("b")), 10, 1)
  )

  for ((name, batches, window, slide) <- cases; mode <- modes) {
    test(s"$mode: $name") {
      TempFolder.use { folder =>
        val options = Seq("--window", s"${window}s", "--slide", s"${slide}s", "--mode", mode)
        val result = TwinSession.compare(WindowedWordCountJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        assert(windows(folder) == expected(batches, window, slide))
      }
    }
  }

  private val anyWindow = for {
    batches <- Gen.listOfN(6, Gen.listOf(Gen.listOf(Gen.oneOf("a", "b", "가")).map(_.mkString(" "))))
    slides <- Gen.choose(1, 3)
    slide <- Gen.choose(1, 3)
  } yield (batches, slides * slide, slide)

  for (((batches, window, slide), i) <- Samples.of(anyWindow, count = modes.size, size = 5).zipWithIndex) {
    val mode = modes(i)
    test(s"generated $i: $mode, window $window, slide $slide: both engines agree, and count what is there") {
      TempFolder.use { folder =>
        val options = Seq("--window", s"${window}s", "--slide", s"${slide}s", "--mode", mode)
        val result = TwinSession.compare(WindowedWordCountJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        assert(windows(folder) == expected(batches, window, slide))
      }
    }
  }

  test("event time: equal on input in order, different where a record is late") {
    def batches(late: String) = Seq(Seq("100\ta"), Seq("1100\ta", late), Seq("2500\tb"))
    val options = Seq("--window", "1s", "--slide", "1s", "--time", "event")
    for ((late, isEqual) <- Seq("1200\tc" -> true, "900\tc" -> false)) {
      TempFolder.use { folder =>
        val result = TwinSession.compare(WindowedWordCountJob.JOB, batches(late), folder, options)
        assert(result.isEqual == isEqual, result.text)
      }
    }
  }

  test("windows end in the silence up to the end that a recording names") {
    TempFolder.use { folder =>
      val options = Seq("--window", "4s", "--slide", "2s")
      val text = "0\ta\n1000\tb\n6000 end\n"
      val result = TwinSession.compareRecording(WindowedWordCountJob.JOB, text, folder, options)
      assert(result.isEqual, result.text)
      val words = Seq("a", "b")
      assert(
        windows(folder) == (words.map((-2000L, 2000L, _, 1L)) ++ words.map((0L, 4000L, _, 1L))).toSet
      )
    }
  }

  private val future = Seq(
    "15 digits" -> "999999999999999\tx",
    "17 digits" -> "12345678901234567\ty",
    "18 digits" -> "123456789012345678\tz",
    "a little more than clocks differ" -> "62001\tx" // it arrives at 2,000
  )

  for ((name, line) <- future) {
    test(s"event time: a line from the future is malformed, and no other line is lost by it: $name") {
      TempFolder.use { folder =>
        val batches =
          Seq(Seq("100\ta"), Seq("1100\ta b"), Seq(line, "2500\tb"), Seq("3100\ta"), Seq("4100\ta"))
        val options = Seq("--window", "1s", "--slide", "1s", "--time", "event")
        val result = TwinSession.compare(WindowedWordCountJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        assert(
          windows(folder).map { case (_, end, word, count) => (end, word, count) } == Set(
            (1000L, "a", 1L),
            (2000L, "a", 1L),
            (2000L, "b", 1L),
            (3000L, "b", 1L),
            (4000L, "a", 1L),
            (5000L, "a", 1L)
          )
        )
      }
    }
  }

  test("Spark's window function has the classic windows, for any zero time, window and slide") {
    val spark = TwinSession.session
    forAll(Gen.choose(-9000L, 9000L), Gen.choose(1L, 4L), Gen.choose(1L, 700L), minSuccessful(10)) {
      (zero, slides, slide) =>
        val window = slide * slides
        val arrivals = Seq(100000L, 100001L, 100000L + slide, 123456L)
        val start = WindowLayout.startTimeMillis(zero, window, slide)
        val found = spark
          .createDataset[Timestamp](arrivals.map(at => new Timestamp(at)).asJava)(Encoders.TIMESTAMP)
          .toDF("at")
          .select(
            functions.col("at"),
            functions
              .window(
                functions.col("at"),
                s"$window milliseconds",
                s"$slide milliseconds",
                s"$start milliseconds"
              )
              .as("w")
          )
          .selectExpr("unix_millis(at)", "unix_millis(w.end)")
          .collect()
          .map(row => (row.getLong(0), row.getLong(1)))
          .toSet
        // A classic window of batch time T holds the arrivals in [T - window, T), for T = zero + k * slide.
        val classic = for {
          at <- arrivals
          end <- at + 1 to at + window
          if Math.floorMod(end - zero, slide) == 0
        } yield (at, end)
        assert(found == classic.toSet)
    }
  }
}
