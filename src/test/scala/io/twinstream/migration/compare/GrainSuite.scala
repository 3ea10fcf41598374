package io.twinstream.migration.compare

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.api.{Engine, Grain}
import io.twinstream.api.RowFormat
import io.twinstream.ends.recording.Recording
import java.nio.file.Files
import java.time.Duration
import java.util.{Arrays, Collections, Optional, TreeMap}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Rows of windows and of sessions, as two engines write them, without an engine: what belongs together, what
  * counts, and what each divergence is called.
  */
@RuleTier
class GrainSuite extends AnyFunSuite {
  private val interval = Duration.ofSeconds(1)

  /** A row with the second in which its batch ends that writes it. */
  private final case class Written(batch: Int, columns: String)

  private def window(batch: Int, end: Int, word: String, count: Int): Written =
    Written(
      batch,
      s""""windowStart":${1000 * (end - 2)},"windowEnd":${1000 * end},"word":"$word","count":$count"""
    )

  private def session(batch: Int, user: String, start: Int, end: Int, visits: Int): Written =
    Written(
      batch,
      s""""user":"$user","sessionStart":${1000 * start + 500},"sessionEnd":${1000 * end + 500},"visits":$visits"""
    )

  private val windowFormat =
    new RowFormat(Arrays.asList("windowStart", "windowEnd", "word"), Collections.singletonList("count"))
  private val sessionFormat =
    new RowFormat(Arrays.asList("user", "sessionStart"), Arrays.asList("sessionEnd", "visits"))

  private def compare(
      grain: Grain,
      dstream: Seq[Written],
      structured: Seq[Written],
      settling: Duration = Duration.ZERO
  ): Comparison.Result = TempFolder.use { folder =>
    val recording =
      Recording.open(TempFolder.write(folder.resolve("input"), "0\tany line\n12000 end\n"), interval)
    val format = if (grain == Grain.SESSION_END) sessionFormat else windowFormat
    def run(engine: Engine, rows: Seq[Written]): EngineRun = {
      val lines = rows.map(row => s"""{"batch":${1000 * row.batch},${row.columns}}\n""")
      val log = TempFolder.write(folder.resolve(engine.label), lines.mkString)
      val leftOut = new Regrouping(grain, settling, recording).apply(log, engine, format)
      val counts = new TreeMap[java.lang.Long, java.lang.Long]
      Files
        .readAllLines(log)
        .asScala
        .groupBy(line => RowLog.parse(line).get("batch").asLong)
        .foreach { case (batch, ofBatch) => counts.put(batch, ofBatch.size.toLong) }
      new EngineRun(engine, log, counts, Collections.emptyMap(), Duration.ZERO, leftOut)
    }
    new Differ(recording, format, grain, run(Engine.DSTREAM, dstream), run(Engine.STRUCTURED, structured))
      .result("job", _ => Optional.empty())
  }

  /** Windows of two seconds, one behind the other, at their ends. */
  private val windows = Seq(
    window(2, 2, "a", 1),
    window(2, 2, "b", 2),
    window(4, 4, "a", 3),
    window(6, 6, "b", 1),
    window(8, 8, "a", 2),
    window(10, 10, "c", 2)
  )

  /** The same as the watermark lets them be written: once, later. */
  private val later = windows.map(row => row.copy(batch = row.batch + 2))

  /** The same as micro-batches change them. */
  private val changing = Seq(window(1, 2, "b", 1), window(2, 2, "a", 1), window(2, 2, "b", 2)) ++
    Seq(window(3, 4, "a", 2), window(4, 4, "a", 3), window(6, 6, "b", 1)) ++
    Seq(window(7, 8, "a", 1), window(8, 8, "a", 2), window(9, 10, "c", 2))

  private val sessions = Seq(
    session(5, "a", 0, 1, 2),
    session(5, "b", 1, 1, 1),
    session(8, "a", 3, 4, 3),
    session(9, "c", 5, 6, 1)
  )

  private val endings = sessions.map(row => row.copy(batch = row.batch + 1))

  private def without(rows: Seq[Written], lost: Written): Seq[Written] = rows.filter(_ != lost)

  private def instead(rows: Seq[Written], right: Written, wrong: Written*): Seq[Written] =
    rows.flatMap(row => if (row == right) wrong else Seq(row))

  private def moved(rows: Seq[Written], columns: String*): Seq[Written] = rows.map { row =>
    val later = columns.foldLeft(row.columns) { (text, column) =>
      s""""$column":(\\d+)""".r.replaceAllIn(text, at => s""""$column":${at.group(1).toLong + 1000}""")
    }
    row.copy(columns = later)
  }

  private val once = window(6, 4, "a", 3)
  private val newest = window(4, 4, "a", 3)
  private val ended = session(9, "a", 3, 4, 3)

  // name, the grain, what the classic engine wrote, what the port wrote, what is reported, in which batch
  private val cases = Seq(
    ("a missing window", Grain.WINDOW_END, windows, without(later, once), Kind.MISSING_ROW, 4),
    ("an extra window", Grain.WINDOW_END, windows, later :+ window(11, 3, "x", 1), Kind.EXTRA_ROW, 3),
    (
      "a wrong window",
      Grain.WINDOW_END,
      windows,
      instead(later, once, window(6, 4, "a", 9)),
      Kind.WRONG_VALUE,
      4
    ),
    (
      "a window twice in a batch",
      Grain.WINDOW_END,
      windows,
      instead(later, once, once, once),
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "a window again later",
      Grain.WINDOW_END,
      windows,
      later :+ once.copy(batch = 12),
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "a window again with another count",
      Grain.WINDOW_END,
      windows,
      window(3, 4, "a", 2) +: later,
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "a window twice on the classic engine",
      Grain.WINDOW_END,
      windows :+ newest,
      later,
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "shifted windows",
      Grain.WINDOW_END,
      windows,
      moved(later, "windowStart", "windowEnd"),
      Kind.SHIFTED_BATCH,
      2
    ),
    (
      "windows that are never begun anew",
      Grain.WINDOW_END,
      windows,
      instead(instead(later, once, window(6, 4, "a", 4)), window(8, 6, "b", 1), window(8, 6, "b", 3)),
      Kind.CUMULATIVE,
      4
    ),
    ("a missing update", Grain.WINDOW_UPDATES, windows, without(changing, newest), Kind.WRONG_VALUE, 4),
    (
      "a missing window of updates",
      Grain.WINDOW_UPDATES,
      windows,
      changing.filterNot(_.columns == window(0, 6, "b", 1).columns),
      Kind.MISSING_ROW,
      6
    ),
    ("an extra update", Grain.WINDOW_UPDATES, windows, changing :+ window(9, 4, "x", 1), Kind.EXTRA_ROW, 4),
    (
      "an update twice in a batch",
      Grain.WINDOW_UPDATES,
      windows,
      instead(changing, newest, newest, newest),
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "an update twice in a batch, and then another",
      Grain.WINDOW_UPDATES,
      windows,
      window(3, 4, "a", 2) +: changing,
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "a window twice on the classic engine beside updates",
      Grain.WINDOW_UPDATES,
      windows :+ newest.copy(batch = 5),
      changing,
      Kind.DUPLICATE_ROW,
      4
    ),
    (
      "shifted updates",
      Grain.WINDOW_UPDATES,
      windows,
      moved(changing, "windowStart", "windowEnd"),
      Kind.SHIFTED_BATCH,
      2
    ),
    ("a missing session", Grain.SESSION_END, sessions, without(endings, ended), Kind.MISSING_ROW, 5),
    ("an extra session", Grain.SESSION_END, sessions, endings :+ session(9, "x", 3, 3, 1), Kind.EXTRA_ROW, 4),
    (
      "a wrong session",
      Grain.SESSION_END,
      sessions,
      instead(endings, ended, session(9, "a", 3, 4, 9)),
      Kind.WRONG_VALUE,
      5
    ),
    (
      "a session twice",
      Grain.SESSION_END,
      sessions,
      endings :+ ended.copy(batch = 11),
      Kind.DUPLICATE_ROW,
      5
    ),
    (
      "sessions of another time",
      Grain.SESSION_END,
      sessions,
      moved(endings, "sessionStart", "sessionEnd"),
      Kind.SHIFTED_BATCH,
      2
    ),
    (
      "a session that goes on after its end",
      Grain.SESSION_END,
      sessions,
      instead(endings, ended, session(9, "a", 0, 4, 5)),
      Kind.CUMULATIVE,
      5
    ),
    (
      "a session that is split",
      Grain.SESSION_END,
      sessions,
      instead(endings, ended, session(9, "a", 3, 3, 1), session(9, "a", 4, 4, 2)),
      Kind.EXTRA_ROW,
      4
    )
  )

  for ((name, grain, dstream, structured, kind, batch) <- cases) {
    test(s"reported: $name") {
      val sorted = Seq(dstream, structured).map(_.sortBy(_.batch))
      val result = compare(grain, sorted.head, sorted(1))
      val first = result.first.get
      assert((first.kind, first.batch) == ((kind, 1000L * batch)), Reports.text(result))
    }
  }

  test(
    "equal: windows at their ends and by the watermark, and as they change; sessions whenever they are noticed"
  ) {
    assert(compare(Grain.WINDOW_END, windows, later).isEqual)
    assert(compare(Grain.WINDOW_UPDATES, windows, changing).isEqual)
    assert(compare(Grain.SESSION_END, sessions, endings).isEqual)
  }

  test("what ends too late in the input is left out, and if that is all, nothing was compared") {
    val partly = Duration.ofSeconds(3)
    assert(compare(Grain.WINDOW_END, windows, later.filter(_.batch <= 10), partly).isEqual)
    assert(compare(Grain.SESSION_END, sessions, endings, partly).isEqual)
    for ((grain, rows) <- Seq(Grain.WINDOW_END -> windows, Grain.SESSION_END -> sessions)) {
      val result = compare(grain, rows, rows, Duration.ofSeconds(12))
      assert(result.verdict == Verdict.NOTHING_COMPARED)
      assert(result.lack.get.contains(s"${rows.size} by dstream and ${rows.size} by structured"))
    }
  }
}
