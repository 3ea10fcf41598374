package io.twinstream.migration.compare

import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.jobs.wordcount.{CountedWord, StructuredWordCount}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.api.{AppliesTo, PortInput, StructuredTwin, WindowAlignment}
import java.util.Optional
import org.apache.spark.sql.{functions, Dataset, Encoder, Encoders, KeyValueGroupedDataset, Row, SparkSession}
import org.scalatest.funsuite.AnyFunSuite

/** Ports that are wrong on purpose, run by the real engines: each must be found, and called by its name. */
class WrongTwinSuite extends AnyFunSuite {
  private val batches =
    Seq(Seq("a b a", "c"), Seq("a", "d d"), Seq("e f"), Seq("a b"), Seq("g"), Seq("h a h"))

  private val right = new StructuredWordCount

  /** The right port, with something done to its rows. */
  private def wrong(change: Dataset[CountedWord] => Dataset[Row]): StructuredTwin[CountedWord] =
    new StructuredTwin[CountedWord] {
      override def appliesTo: AppliesTo = AppliesTo.MICRO_BATCH
      override def topology(in: PortInput): Dataset[CountedWord] =
        change(right.topology(in)).as(Encoders.bean(classOf[CountedWord]))
    }

  /** The right topology on the whole stream: it counts since the beginning. */
  private val cumulative = new StructuredTwin[CountedWord] {
    override def appliesTo: AppliesTo = AppliesTo.STREAM
    override def topology(in: PortInput): Dataset[CountedWord] = right.topology(in)
  }

  /** Each micro-batch counts the lines of the one before it. */
  private def late: StructuredTwin[CountedWord] = new StructuredTwin[CountedWord] {
    private var before: java.util.List[Row] = java.util.Collections.emptyList[Row]
    override def appliesTo: AppliesTo = AppliesTo.MICRO_BATCH
    override def topology(in: PortInput): Dataset[CountedWord] = {
      val served = before
      before = in.lines.collectAsList()
      right.topology(new OtherLines(in, in.session.createDataFrame(served, in.lines.schema)))
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
        val result = TwinSession.compare(WordCountJob.JOB, batches, folder, port = Some(port))
        val first = result.first.get
        assert((first.kind, first.index) == ((kind, index)), Reports.text(result))
        assert(HtmlReport.of(result, "").contains("DIFFERENT"))
      }
    }
  }

  test("the right port is equal") {
    TempFolder.use { folder =>
      val result = TwinSession.compare(WordCountJob.JOB, batches, folder)
      assert(result.isEqual, Reports.text(result))
      assert(HtmlReport.of(result, "").contains("EQUAL"))
    }
  }
}

/** An input with other lines. */
final class OtherLines(in: PortInput, override val lines: Dataset[Row]) extends PortInput {
  override def session: SparkSession = in.session
  override def state[S](state: Encoder[S], fields: String*): KeyValueGroupedDataset[String, S] =
    in.state(state, fields: _*)
  override def values(field: String): Optional[Dataset[Row]] = in.values(field)
  override def windows(zeroTimeMillis: Long): WindowAlignment = in.windows(zeroTimeMillis)
}
