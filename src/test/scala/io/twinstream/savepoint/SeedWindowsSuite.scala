package io.twinstream.savepoint

import io.twinstream.TempFolder
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions._
import org.scalatest.funsuite.AnyFunSuite

/** Windows whose contents so far are those of a savepoint, beside a watermark of 10 s. */
class SeedWindowsSuite extends AnyFunSuite {
  private def at(time: String) = s"TIMESTAMP'2026-01-01 $time'"

  /** Windows of 10 s as a query keeps them. */
  private def windows(all: (String, String, Long)*): String =
    all
      .map { case (start, word, count) =>
        s"SELECT named_struct('window', named_struct('start', ${at(start)}, 'end', ${at(start)} + INTERVAL 10 SECONDS), " +
          s"'word', '$word') AS key, named_struct('count', ${count}L) AS state"
      }
      .mkString(" UNION ALL ")

  private val lateAndEarly =
    windows(("09:00:00", "old", 2), ("10:00:00", "a", 3), ("23:00:00", "ahead", 1))

  private def on(sql: String)(body: (SeedGround, OpenSavepoint) => Unit): Unit = TempFolder.use { folder =>
    val ground = new SeedGround(folder)
    body(ground, ground.savepoint("s", "aggregate-0" -> sql))
  }

  private def events(lines: DataFrame): DataFrame = lines.selectExpr(
    "CAST('2026-01-01 ' || split(value, ' ')[0] AS TIMESTAMP) AS at",
    "split(value, ' ')[1] AS word",
    "1L AS count"
  )

  /** The watermark is that of the input alone, which comes first in the union. */
  private def ofInput(savepoint: OpenSavepoint, lines: DataFrame, slide: String = "10 seconds"): DataFrame =
    events(lines)
      .withWatermark("at", "10 seconds")
      .select(window(col("at"), "10 seconds", slide).as("window"), col("word"), col("count"))
      .union(savepoint.seed().select("key.window", "key.word", "state.count"))
      .groupBy("window", "word")
      .agg(sum("count").as("count"))

  /** The watermark is that of both. */
  private def ofBoth(savepoint: OpenSavepoint, lines: DataFrame): DataFrame =
    savepoint
      .seed()
      .selectExpr("key.window.start AS at", "key.word", "state.count")
      .union(events(lines))
      .withWatermark("at", "10 seconds")
      .groupBy(window(col("at"), "10 seconds"), col("word"))
      .agg(sum("count").as("count"))

  private def shown(rows: Seq[(Long, Row)]): Seq[String] = rows.map { case (_, row) =>
    s"${row.getStruct(0).getTimestamp(0).toString.slice(11, 19)} ${row.getString(1)} ${row.getLong(2)}"
  }.sorted

  test("append: none is dropped, however old, and none moves the input's watermark, however far ahead") {
    on(lateAndEarly) { (ground, savepoint) =>
      ground.add("10:00:05 a")
      ground.add("10:00:25 a")
      ground.add("10:00:21 a", "10:00:29 a") // not late: 23:00 is no time of the input
      ground.add("10:01:00 b")
      ground.add("23:00:01 ahead", "23:00:25 b")
      ground.add("23:00:26 b")
      assert(
        shown(ground.run(ofInput(savepoint, ground.lines), "append")) ==
          Seq("09:00:00 old 2", "10:00:00 a 4", "10:00:20 a 3", "10:01:00 b 1", "23:00:00 ahead 2")
      )
    }
  }

  test("update: an older window that the savepoint has goes on in the first micro-batch") {
    on(lateAndEarly) { (ground, savepoint) =>
      ground.add("09:00:05 old", "10:00:05 a")
      assert(
        shown(ground.run(ofInput(savepoint, ground.lines))) ==
          Seq("09:00:00 old 3", "10:00:00 a 4", "23:00:00 ahead 1")
      )
    }
  }

  test("a watermark of both: the rows are not dropped, and move it as records of that time would") {
    on(windows(("09:00:00", "old", 2), ("10:00:00", "a", 3), ("10:00:30", "a", 1))) { (ground, savepoint) =>
      ground.add("10:00:05 a")
      // The watermark is 10:00:20, by the savepoint's newest window.
      ground.add("10:00:22 a")
      ground.add("10:00:06 a") // late
      ground.add("10:00:50 b")
      ground.add("10:00:51 b")
      assert(
        shown(ground.run(ofBoth(savepoint, ground.lines), "append")) ==
          Seq("09:00:00 old 2", "10:00:00 a 4", "10:00:20 a 1", "10:00:30 a 1")
      )
    }
  }

  test("windows that slide go on each by itself") {
    on(windows(("10:00:00", "a", 3), ("10:00:05", "a", 1))) { (ground, savepoint) =>
      ground.add("10:00:07 a")
      assert(
        shown(ground.run(ofInput(savepoint, ground.lines, "5 seconds"))) ==
          Seq("10:00:00 a 4", "10:00:05 a 2")
      )
    }
  }

  test("complete mode has all windows") {
    on(lateAndEarly) { (ground, savepoint) =>
      ground.add("10:00:05 a")
      assert(shown(ground.run(ofInput(savepoint, ground.lines), "complete")).size == 3)
    }
  }

  test(
    "append without a watermark of the input is refused, not silent: the input stands first in the union"
  ) {
    on(lateAndEarly) { (ground, savepoint) =>
      val turned = savepoint
        .seed()
        .select("key.window", "key.word", "state.count")
        .union(
          events(ground.lines)
            .withWatermark("at", "10 seconds")
            .select(window(col("at"), "10 seconds").as("window"), col("word"), col("count"))
        )
        .groupBy("window", "word")
        .agg(sum("count"))
      ground.add("10:00:05 a")
      val message = intercept[Exception](ground.run(turned, "append")).getMessage
      // Spark 3.5, and Spark 4.2.
      assert(Seq("ppend output mode", "output mode: append").exists(message.contains(_)), message)
    }
  }
}
