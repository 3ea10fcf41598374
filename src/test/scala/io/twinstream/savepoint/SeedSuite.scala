package io.twinstream.savepoint

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.migration.move.{OrderSums, SavepointMaker}
import java.nio.file.Files
import java.util.Optional
import org.apache.spark.sql.{Column, DataFrame, Row}
import org.apache.spark.sql.functions._
import org.scalatest.funsuite.AnyFunSuite

/** Aggregations that begin with the state of a savepoint. */
class SeedSuite extends AnyFunSuite {
  private val orders =
    """SELECT * FROM VALUES
      | ('ann', named_struct('orders', 3L, 'revenue', 30.00BD, 'least', 5.00BD, 'most', 15.00BD)),
      | ('bob', named_struct('orders', 1L, 'revenue', 7.00BD, 'least', 7.00BD, 'most', 7.00BD)),
      | ('', named_struct('orders', 2L, 'revenue', 4.00BD, 'least', 1.00BD, 'most', 3.00BD))
      | AS t(key, state)""".stripMargin

  private val counts = "SELECT * FROM VALUES ('ann', 3L), ('bob', 1L) AS t(key, state)"

  private def on(body: SeedGround => Unit): Unit = TempFolder.use(folder => body(new SeedGround(folder)))

  /** How often each line was seen, from the state on. */
  private def seen(savepoint: OpenSavepoint, lines: DataFrame): DataFrame =
    seen(savepoint.seed(), lines)

  private def seen(seed: DataFrame, lines: DataFrame): DataFrame = seed
    .selectExpr("key", "state AS count")
    .union(lines.selectExpr("value", "1L"))
    .groupBy("key")
    .agg(sum("count").as("count"))

  private def counted(rows: Seq[(Long, Row)]): Seq[(Long, String, Long)] =
    rows.map { case (batch, row) => (batch, row.getString(0), row.getLong(1)) }.sorted

  test("count, sum, min, max and average go on from the savepoint, over restarts") {
    on { ground =>
      ground.savepoint("of-orders", "updateStateByKey-2" -> orders)
      def run() = ground
        .run(OrderSums.sums(ground.open("of-orders"), ground.lines))
        .map { case (batch, Row(who, orders, revenue, least, most, average: java.math.BigDecimal)) =>
          s"$batch $who: $orders $revenue $least $most ${average.doubleValue}"
        }
        .sorted
      ground.add("ann 2.00", "ann 20.00", "dan 1.50")
      ground.add("bob 7.50")
      // The rows of all keys come with the first micro-batch.
      assert(
        run() == Seq(
          "0 : 2 4.00 1.00 3.00 2.0",
          "0 ann: 5 52.00 2.00 20.00 10.4", // 30 + 2 + 20 for 3 + 2 orders
          "0 bob: 1 7.00 7.00 7.00 7.0",
          "0 dan: 1 1.50 1.50 1.50 1.5",
          "1 bob: 2 14.50 7.00 7.50 7.25"
        )
      )
      ground.add("ann 8.00", " 0.50")
      assert(run() == Seq("2 : 3 4.50 0.50 3.00 1.5", "2 ann: 6 60.00 2.00 20.00 10.0"))
    }
  }

  for ((mode, later) <- Seq("update" -> Seq("ann"), "complete" -> Seq("ann", "bob")))
    test(s"$mode mode: the rows come once, in the first micro-batch, whatever is started again") {
      on { ground =>
        ground.savepoint("s", "updateStateByKey-2" -> counts)
        var ann = 3L
        for (start <- 1 to 3) {
          ground.add("ann")
          ann += 1
          val all = Seq("ann" -> ann, "bob" -> 1L)
          val expected = if (start == 1) all else all.filter(each => later.contains(each._1))
          assert(
            counted(ground.run(seen(ground.open("s"), ground.lines), mode)) ==
              expected.map { case (key, count) => (start - 1L, key, count) }
          )
        }
        // Nothing new: no micro-batch.
        assert(ground.run(seen(ground.open("s"), ground.lines), mode) == Nil && ground.committed == 3)
      }
    }

  test("a first micro-batch that fails takes the rows again, and any number of times") {
    on { ground =>
      val savepoint = ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.add("ann")
      for (_ <- 1 to 3) {
        val said = ground.failure(
          seen(savepoint, ground.lines),
          first = _ => throw new IllegalStateException("the sink is away")
        )
        assert(said.contains("the sink is away") && ground.committed == 0)
      }
      assert(counted(ground.run(seen(savepoint, ground.lines))) == Seq((0L, "ann", 4L), (0L, "bob", 1L)))
    }
  }

  test("once the first micro-batch is committed the rows may go, and another savepoint is not read") {
    on { ground =>
      ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.savepoint("other", "updateStateByKey-2" -> counts.replace("3L", "9L"))
      ground.add("ann")
      ground.run(seen(ground.open("s"), ground.lines))
      TempFolder.delete(ground.path("s/state"))
      for ((name, total) <- Seq("s" -> 5L, "other" -> 6L)) {
        ground.add("ann")
        assert(counted(ground.run(seen(ground.open(name), ground.lines))) == Seq((total - 4, "ann", total)))
      }
    }
  }

  /** What is said when the first micro-batch failed, something was done to the savepoint, and it is run
    * again.
    */
  private def saidAfter(change: SeedGround => OpenSavepoint): String = {
    var said = ""
    on { ground =>
      ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.add("ann")
      ground.failure(
        seen(ground.open("s"), ground.lines),
        first = _ => throw new IllegalStateException("the sink is away")
      )
      said = ground.failure(seen(change(ground), ground.lines))
      assert(ground.committed == 0)
    }
    said
  }

  test("until then another savepoint, one that is gone and one that is not whole are refused") {
    assert(
      saidAfter(_.savepoint("other", "updateStateByKey-2" -> counts.replace("3L", "9L")))
        .contains(
          "state 'updateStateByKey-2': the checkpoint was begun with another one, and its first micro-batch is not committed (begun with {"
        )
    )
    assert(saidAfter { ground =>
      TempFolder.delete(ground.path("s/state"))
      ground.open("s")
    }.contains("its rows are gone, and the first micro-batch, which has them, is not committed"))
    assert(saidAfter { ground =>
      TwinSession.session
        .sql(counts.replace("3L", "4L"))
        .write
        .mode("overwrite")
        .parquet(ground.path("s/state/updateStateByKey-2").toString)
      ground.open("s")
    }.contains("it is not whole, make it again and begin with a new checkpoint"))
    assert(intercept[UserError](saidAfter { ground =>
      Files.delete(ground.path(s"s/${Savepoint.FILE}"))
      ground.open("s")
    }).getMessage.contains("has no savepoint.json"))
  }

  test(
    "one killed before its first micro-batch is planned has settled where it begins: another savepoint is refused"
  ) {
    on { ground =>
      ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.savepoint("other", "updateStateByKey-2" -> counts.replace("3L", "9L"))
      ground.add("ann")
      ground.failure(
        seen(ground.open("s"), ground.lines),
        first = _ => throw new IllegalStateException("the sink is away")
      )
      // Kafka's source has written by then where it begins, and nothing else is there.
      Seq("offsets", "state")
        .map(ground.checkpoint.resolve(_))
        .filter(Files.exists(_))
        .foreach(TempFolder.delete(_))
      val said = ground.failure(seen(ground.open("other"), ground.lines))
      assert(said.contains("the checkpoint was begun with another one"), said)
      assert(
        counted(ground.run(seen(ground.open("s"), ground.lines))) == Seq((0L, "ann", 4L), (0L, "bob", 1L))
      )
    }
  }

  test("sources in another order are refused") {
    on { ground =>
      val savepoint = ground.savepoint("s", "updateStateByKey-2" -> counts)
      val stream =
        new SeedStream(
          ground.path("s").toString,
          savepoint.content.states.get(0),
          ground.path("place").toString
        )
      // What Spark would give it: the offset of the source that was at its place.
      for (other <- Seq("""{"logOffset":0}""", """{"orders":{"0":118}}""", "7", "x"))
        assert(
          intercept[UserError](stream.deserializeOffset(other)).getMessage
            .contains(s"has the offset $other where that of the savepoint's rows is wanted: keep the sources")
        )
      val behind = stream.latestOffset(stream.initialOffset, null)
      assert(stream.deserializeOffset(behind.json) == behind && behind != stream.initialOffset)
    }
  }

  test("a state without keys, one of several states, and none") {
    on { ground =>
      val none = ground.savepoint("empty", "updateStateByKey-2" -> s"$counts WHERE key = 'nobody'")
      ground.add("ann")
      assert(counted(ground.run(seen(none, ground.lines))) == Seq((0L, "ann", 1L)))
    }
    on { ground =>
      val two = ground.savepoint("two", "a" -> counts, "b" -> counts.replace("3L", "5L"))
      ground.add("ann")
      assert(
        counted(ground.run(seen(two.seed("b"), ground.lines))) == Seq((0L, "ann", 6L), (0L, "bob", 1L))
      )
      assert(intercept[UserError](two.seed()).getMessage.contains("holds the state of 2 operators"))
      assert(intercept[UserError](two.seed("c")).getMessage.contains("no state 'c': there is [a, b]"))
      val folder = ground.path("two").toString
      assert(
        intercept[UserError](Savepoints.seed(TwinSession.session, folder)).getMessage.contains("2 operators")
      )
    }
  }

  test("rows have every type that a state can have, as state() gives them") {
    on { ground =>
      val sql =
        """SELECT 'k' || id AS key, named_struct(
          | 'at', TIMESTAMP'2026-01-01 10:00:00' + make_interval(0, 0, 0, 0, 0, 0, id),
          | 'on', DATE'2026-01-01', 'price', CAST(id AS DECIMAL(38, 4)), 'rate', id / 3.0D, 'bytes', CAST('x' AS BINARY),
          | 'list', array(id, null), 'pairs', array(named_struct('key', 'a', 'value', named_struct('n', id))),
          | 'none', CAST(null AS STRING), 'yes', true) AS state, id AS updatedAt FROM range(1000)""".stripMargin
      val savepoint = ground.savepoint("s", "mapWithState-1" -> sql)
      def types(rows: DataFrame) = rows.schema.map(each => each.name -> each.dataType.catalogString)
      assert(types(savepoint.seed()) == types(savepoint.state()))
      def text(rows: DataFrame) = rows.select(to_json(struct("*")))
      val rows = ground.run(text(savepoint.seed()), "append").map(_._2.getString(0)).sorted
      assert(rows.size == 1000 && rows == text(savepoint.state()).collect().map(_.getString(0)).sorted.toSeq)
    }
  }

  private def aggregated(functions: Column*)(ground: SeedGround): DataFrame = {
    val savepoint = ground.savepoint("s", "updateStateByKey-2" -> counts)
    ground.add("ann")
    savepoint
      .seed()
      .selectExpr("key", "state AS n", "'x' AS text")
      .union(ground.lines.selectExpr("value", "1L", "'y'"))
      .groupBy("key")
      .agg(functions.head, functions.tail: _*)
  }

  private val refused = Seq(
    "count" -> count(lit(1)) -> "takes a row of the savepoint for one record",
    "count of a column" -> count("n") -> "count(1) takes a row of the savepoint for one record",
    "count_if" -> expr("count_if(n > 1)") -> "takes a row of the savepoint for one record",
    "sum of ones" -> sum(lit(1)) -> "sum(1) takes a row of the savepoint for one record",
    "avg" -> avg("n") -> "avg(n) of averages is not the average of all",
    "in an expression" -> (sum("n") / count("n")) -> "count(1) takes a row",
    "stddev" -> stddev("n") -> "sum the count, the sum and the sum of the squares",
    "var_pop" -> var_pop("n") -> "sum the count, the sum and the sum of the squares",
    "collect_list" -> collect_list("text") -> "depends on the order of rows",
    "first" -> first("text") -> "depends on the order of rows",
    "last" -> last("text") -> "depends on the order of rows",
    "approx_count_distinct" -> approx_count_distinct("text") -> "is not known to merge partial rows",
    "percentile" -> expr("percentile(n, 0.5)") -> "is not known to merge partial rows"
  )

  for (((name, function), reason) <- refused)
    test(s"refused: $name") {
      on { ground =>
        val said = ground.failure(aggregated(function)(ground))
        assert(said.contains(reason) && said.contains("savepoint ") && ground.committed == 0, said)
      }
    }

  test("refused: a distinct count") {
    on { ground =>
      val said = intercept[Exception](ground.run(aggregated(countDistinct("text"))(ground))).getMessage
      // Spark does it for any stream.
      assert(said.toLowerCase.contains("distinct aggregation"), said)
    }
  }

  test("what merges is not refused, and gives what all records would") {
    on { ground =>
      val functions = Seq(
        sum("n"),
        min("n"),
        max("n"),
        max_by(col("text"), col("n")),
        expr("bit_or(n)"),
        expr("bool_and(n > 0)"),
        collect_set("text")
      )
      val rows = ground.run(aggregated(functions: _*)(ground)).map(_._2)
      val ann = rows.find(_.getString(0) == "ann").get
      assert(
        ann.toSeq.slice(1, 7) == Seq(4L, 1L, 3L, "x", 3L, true) && ann.getSeq[String](7).toSet == Set(
          "x",
          "y"
        )
      )
    }
  }

  test("other queries of the session count as they like") {
    on { ground =>
      val savepoint = ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.add("ann", "bob")
      assert(ground.run(ground.lines.groupBy("value").count()).map(_._2.getLong(1)) == Seq(1L, 1L))
      assert(savepoint.state().agg(count(lit(1)), avg("state")).head().getLong(0) == 2)
    }
  }

  test("the checkpoint of a query that began with a savepoint gives the next one") {
    on { ground =>
      val savepoint = ground.savepoint("s", "updateStateByKey-2" -> counts)
      ground.add("ann")
      ground.run(seen(savepoint, ground.lines))
      val next = ground.path("next").toString
      SavepointMaker
        .of(ground.checkpoint.toString, TwinSession.session.sparkContext.hadoopConfiguration)
        .write(next, Optional.empty(), TwinSession.session)
      TempFolder.delete(ground.checkpoint)
      val seed = Savepoints.seed(TwinSession.session, next).selectExpr("key.key AS key", "state.sum AS state")
      // The files are those of before, which another checkpoint reads again.
      assert(counted(ground.run(seen(seed, ground.lines))) == Seq((0L, "ann", 5L), (0L, "bob", 1L)))
    }
  }
}
