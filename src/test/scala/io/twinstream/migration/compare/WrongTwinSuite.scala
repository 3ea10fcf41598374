package io.twinstream.migration.compare

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.jobs.Jobs
import io.twinstream.jobs.wordcount.{CountedWord, StructuredWordCount}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.run.{Scope, StructuredTwin}
import org.apache.spark.sql.{functions, Dataset, Encoders, Row}
import org.scalatest.funsuite.AnyFunSuite

/** Ports that are wrong on purpose, run by the real engines: each must be found, and called by its name. */
class WrongTwinSuite extends AnyFunSuite {
  private val batches =
    Seq(Seq("a b a", "c"), Seq("a", "d d"), Seq("e f"), Seq("a b"), Seq("g"), Seq("h a h"))

  private val right = new StructuredWordCount

  /** The right port, with something done to its rows. */
  private def wrong(change: Dataset[CountedWord] => Dataset[Row]): StructuredTwin[CountedWord] =
    new StructuredTwin[CountedWord] {
      override def scope: Scope = Scope.MICRO_BATCH
      override def topology(lines: Dataset[Row]): Dataset[CountedWord] =
        change(right.topology(lines)).as(Encoders.bean(classOf[CountedWord]))
    }

  /** The right topology on the whole stream: it counts since the beginning. */
  private val cumulative = new StructuredTwin[CountedWord] {
    override def scope: Scope = Scope.STREAM
    override def topology(lines: Dataset[Row]): Dataset[CountedWord] = right.topology(lines)
  }

  /** Each micro-batch counts the lines of the one before it. */
  private def late: StructuredTwin[CountedWord] = new StructuredTwin[CountedWord] {
    private var before: java.util.List[Row] = java.util.Collections.emptyList[Row]
    override def scope: Scope = Scope.MICRO_BATCH
    override def topology(lines: Dataset[Row]): Dataset[CountedWord] = {
      val served = before
      before = lines.collectAsList()
      right.topology(lines.sparkSession.createDataFrame(served, lines.schema))
    }
  }

  private val cases = Seq(
    ("rows are missing", wrong(_.toDF.where("word <> 'd'")), Kind.MISSING_ROW, 1),
    (
      "rows are extra",
      wrong(rows =>
        rows.toDF.unionByName(rows.where("word = 'e'").withColumn("word", functions.lit("extra")))
      ),
      Kind.EXTRA_ROW,
      2
    ),
    (
      "a value is wrong",
      wrong(_.withColumn("count", functions.expr("IF(word = 'g', count + 1, count)"))),
      Kind.WRONG_VALUE,
      4
    ),
    (
      "a row comes twice",
      wrong(rows => rows.toDF.unionByName(rows.toDF.where("word = 'b'"))),
      Kind.DUPLICATE_ROW,
      0
    ),
    ("the port became cumulative", cumulative, Kind.CUMULATIVE, 1),
    ("rows come a batch late", late, Kind.SHIFTED_BATCH, 0)
  )

  for ((name, port, kind, index) <- cases) {
    test(s"found: $name") {
      TempFolder.use { folder =>
        val result = TwinSession.compare(Jobs.WORD_COUNT.withStructured(port), batches, folder)
        val first = result.first.get
        assert((first.kind, first.index) == ((kind, index)), Reports.text(result))
        assert(HtmlReport.of(result).contains("DIFFERENT"))
      }
    }
  }

  test("the right port is equal") {
    TempFolder.use { folder =>
      val result = TwinSession.compare(Jobs.WORD_COUNT, batches, folder)
      assert(result.isEqual, Reports.text(result))
      assert(HtmlReport.of(result).contains("EQUAL"))
    }
  }
}
