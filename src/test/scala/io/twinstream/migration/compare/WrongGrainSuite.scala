package io.twinstream.migration.compare

import io.twinstream.jobs.devicemonitor.DeviceMonitorJob
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob
import io.twinstream.{LongRun, TempFolder, TwinSession}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.api.{AppliesTo, Job, PortInput, StructuredTwin}
import org.apache.spark.sql.{Dataset, Encoders, Row}
import org.apache.spark.sql.functions.expr
import org.scalatest.funsuite.AnyFunSuite

/** Ports that are wrong on purpose where rows are of windows, of sessions or completed, run by the real
  * engines: each must be found, and called by its name.
  */
class WrongGrainSuite extends AnyFunSuite {

  /** A right port with something done to its rows, or another output mode. */
  private final class Wrong[R](
      right: StructuredTwin[R],
      rowType: Class[R],
      change: Dataset[Row] => Dataset[Row],
      mode: Option[String]
  ) extends StructuredTwin[R] {
    override def appliesTo: AppliesTo = right.appliesTo
    override def outputMode: String = mode.getOrElse(right.outputMode)
    override def topology(in: PortInput): Dataset[R] =
      change(right.topology(in).toDF).as(Encoders.bean(rowType))
  }

  /** A job, its input, a row of it by a condition, and what names a row.
    *
    * @param batch
    *   the batch that the row is about, in seconds
    * @param shift
    *   by how much its times are moved that say where it belongs
    */
  private final case class Case[R](
      job: Job[R],
      options: Seq[String],
      batches: Seq[Seq[String]],
      row: String,
      batch: Int,
      name: String,
      value: String,
      shift: Option[(Seq[String], Int)]
  )

  private def of(seconds: Int, batches: (Int, Seq[String])*): Seq[Seq[String]] =
    (0 until seconds).map(batches.toMap.getOrElse(_, Seq.empty))

  private val words = Seq(Seq("a b a", "c"), Seq("a", "d d"), Seq("e f"), Seq("a b"), Seq("g"), Seq("h a h"))

  private val cases = Seq[Case[_]](
    Case(
      DeviceMonitorJob.JOB,
      Seq("--window", "4s", "--slide", "2s", "--silence", "2s", "--lateness", "1ms"),
      (0 until 6).map(k => Seq(s"a,t,$k.5,${1000 * k}")) ++ Seq.fill(4)(Seq("z,clock,0,99999")),
      "windowEnd = 4000",
      4,
      "metric",
      "readings",
      Some((Seq("windowStart", "windowEnd"), 2000))
    ),
    Case(
      WindowedWordCountJob.JOB,
      Seq("--window", "2s", "--slide", "2s"),
      words,
      "word = 'f'",
      4,
      "word",
      "count",
      Some((Seq("windowStart", "windowEnd"), 2000))
    ),
    Case(
      VisitSessionsJob.JOB,
      Seq("--gap", "3s", "--lateness", "1ms"),
      of(
        25,
        0 -> Seq("500\ta\t/", "600\ta\t/"),
        1 -> Seq("1000\tb\t/"),
        6 -> Seq("6500\ta\t/"),
        7 -> Seq("7000\tb\t/", "7000\tb\t/"),
        22 -> Seq("22000\tz\t/"),
        24 -> Seq("24000\tz\t/")
      ),
      "user = 'b' AND sessionStart = 7000",
      8,
      "user",
      "visits",
      Some((Seq("sessionStart", "sessionEnd"), 1000))
    ),
    Case(RunningWordCountJob.JOB, Seq("--grain", "all"), words, "word = 'f'", 3, "word", "count", None)
  )

  private def copies(row: String)(rows: Dataset[Row]): Dataset[Row] =
    rows.withColumn("copy", expr(s"explode(sequence(1, IF($row, 2, 1)))"))

  private def plus(columns: Seq[String], by: String)(rows: Dataset[Row]): Dataset[Row] =
    columns.foldLeft(rows)((changed, column) => changed.withColumn(column, expr(s"$column + $by")))

  for (each <- cases) {
    val row = each.row
    // What is done, to which rows, what it is called; a job says each row once
    val wrongs = Seq[(String, Dataset[Row] => Dataset[Row], Kind)](
      ("a row comes twice", rows => copies(row)(rows).drop("copy"), Kind.DUPLICATE_ROW),
      ("a row is missing", _.where(s"NOT ($row)"), Kind.MISSING_ROW),
      (
        "a row is extra",
        rows =>
          copies(row)(rows)
            .withColumn(each.name, expr(s"IF(copy = 2, 'extra', ${each.name})"))
            .drop("copy"),
        Kind.EXTRA_ROW
      ),
      ("a value is wrong", plus(Seq(each.value), s"IF($row, 100, 0)"), Kind.WRONG_VALUE)
    )
    for ((name, change, kind) <- wrongs) {
      val tags = LongRun.unless(kind == Kind.DUPLICATE_ROW)
      test(s"${each.job.name} ${each.options.mkString(" ")}: $name", tags: _*) {
        found(each, change, kind, each.batch)
      }
    }
    for ((columns, by) <- each.shift)
      test(s"${each.job.name} ${each.options.mkString(" ")}: its times are shifted", LongRun) {
        found(each, plus(columns, s"$by"), Kind.SHIFTED_BATCH, if (columns.head == "windowStart") 2 else 1)
      }
  }

  test("a window that is written as it changes, though it was promised once") {
    found(cases.head, identity, Kind.DUPLICATE_ROW, 2, Some("update"))
  }

  private def found[R](
      each: Case[R],
      change: Dataset[Row] => Dataset[Row],
      kind: Kind,
      batch: Int,
      mode: Option[String] = None
  ): Unit = TempFolder.use { folder =>
    val right = each.job.structured(TwinSession.parsed(each.job, each.options))
    val wrong = new Wrong(right, each.job.rowType, change, mode)
    val result = TwinSession.compare(each.job, each.batches, folder, each.options, Some(wrong))
    val first = result.first.get
    assert((first.kind, first.batch) == ((kind, 1000L * batch)), Reports.text(result))
    assert(HtmlReport.of(result, "").contains("DIFFERENT"))
  }
}
