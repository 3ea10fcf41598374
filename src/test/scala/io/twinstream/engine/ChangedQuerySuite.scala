package io.twinstream.engine

import io.twinstream.api.PortInput
import io.twinstream.api.AppliesTo
import io.twinstream.api.StructuredTwin
import io.twinstream.recovery.Recovery
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.util.Optional
import org.apache.spark.sql.{Dataset, Encoders, Row}
import org.apache.spark.sql.functions.{col, count, length, lit, max, struct, sum, to_json}
import org.scalatest.funsuite.AnyFunSuite

/** A port that was changed and is started on the checkpoint of before: the error, and that the port of before
  * can go on after it.
  */
class ChangedQuerySuite extends AnyFunSuite {

  private def twin(query: Dataset[Row] => Dataset[Row]): StructuredTwin[String] =
    new StructuredTwin[String] {
      override def appliesTo(): AppliesTo = AppliesTo.STREAM
      override def topology(in: PortInput): Dataset[String] =
        query(in.lines).select(to_json(struct(col("*")))).as(Encoders.STRING)
    }

  private val before = twin(_.groupBy("value").count())

  private val nothing = new Sink[String] {
    override def write(rows: BatchRows[String], batch: Long): Unit = rows.collect(): Unit
  }

  private def run(folder: Path, twin: StructuredTwin[String], batches: Int): RunReport = {
    val file = TempFolder.write(folder.resolve("r"), (0 until batches).map(k => s"${1000 * k}\tw\n").mkString)
    val source = new RecordingSource(Recording.open(file, TwinSession.interval))
    val checkpoint = Optional.of(folder.resolve("checkpoint").toString)
    val settings = new RunSettings(source, nothing, checkpoint, TwinSession.interval, Until.END)
    StructuredRunner.run(twin, settings, TwinSession.session, RunListener.NONE, new StopRequest)
  }

  private val changes = Seq(
    ("another type of the state", twin(_.groupBy("value").agg(sum(lit(1.5)).as("n"))), "other columns"),
    ("more columns of state", twin(_.groupBy("value").agg(count(lit(1)), max("arrivedAt"))), "other columns"),
    ("another key", twin(_.groupBy(col("value"), length(col("value"))).count()), "other columns"),
    ("one more operator with state", twin(_.dropDuplicates("value").groupBy("value").count()), "operator"),
    (
      "one more source",
      twin(withRate(_).groupBy("value").count()),
      "a query of 1 sources, and this one has 2"
    )
  )

  private def withRate(lines: Dataset[Row]): Dataset[Row] =
    lines
      .select("value")
      .union(lines.sparkSession.readStream.format("rate").load().selectExpr("cast(value as string)"))

  for ((change, changed, says) <- changes) {
    test(s"structured: $change") {
      TempFolder.use { folder =>
        run(folder, before, 2)
        val failure = intercept[UserError](run(folder, changed, 4))
        val error = Recovery.explained(failure, "the-directory")
        assert(error.exitCode.code == 3 && error.getMessage.linesIterator.size == 1, error)
        assert(error.getMessage.startsWith("checkpoint the-directory: cannot be continued by this query: "))
        assert(error.getMessage.contains(says) && error.getMessage.contains("keep this directory"), error)
        assert(run(folder, before, 4).batches == 2)
      }
    }
  }
}
