package io.twinstream.migration.compare.rows

import io.twinstream.RuleTier
import io.twinstream.migration.compare.rows.Difference.Type
import io.twinstream.migration.compare.rows.RowsKind._
import java.time.Duration
import java.util.{ArrayList, Collections}
import io.twinstream.migration.compare.Verdict
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What is said of rows that differ, without Spark: for each kind the rows of a program that is wrong in that
  * way.
  */
@RuleTier
class WalkSuite extends AnyFunSuite {

  /** Word, window and values. */
  private type Rows = Seq[(String, Long, Seq[String])]

  private val hour = 3600L * 1000000

  private def layout(log: Boolean, columns: Seq[(String, ColumnKind)], tolerance: Option[String] = None) =
    new Layout(
      log,
      Array(false, false),
      new Layout.Compared("windowStart", ColumnKind.TIME, null),
      false,
      new ArrayList(Collections.singletonList(new Layout.Compared("word", ColumnKind.TEXT, null))),
      new ArrayList(columns.map { case (name, kind) =>
        new Layout.Compared(name, kind, tolerance.map(new java.math.BigDecimal(_)).orNull)
      }.asJava)
    )

  private val counts = Seq("count" -> ColumnKind.NUMBER)

  private def compare(left: Rows, right: Rows, layout: Layout, cut: Cut = Cut.NONE): RowsResult = {
    def flat(side: Side, rows: Rows) = rows.map { case (word, window, values) =>
      new Flat(side, window, 0, 0, 0, Array(word), values.toArray)
    }
    val all = flat(Side.LEFT, left) ++ flat(Side.RIGHT, right)
    val sorted =
      if (layout.isLog)
        all.sortBy(row => (row.key.head, row.time, row.values.mkString("\u0000"), row.side.ordinal))
      else all.sortBy(row => (row.key.head, row.time, row.side.ordinal))
    val tally = Walk.through(sorted.iterator.asJava, layout, cut)
    new RowsResult("l", "r", layout, cut, tally, Collections.emptyList(), Duration.ZERO)
  }

  /** Three words in ten windows, each with another count. */
  private val truth: Rows = for {
    (word, k) <- Seq("a", "b", "c").zipWithIndex
    window <- 0 until 10
  } yield (word, window * hour, Seq((1 + (7 * window + 3 * k) % 11).toString))

  private def values(rows: Rows)(change: Long => String): Rows = rows.map { case (word, window, Seq(count)) =>
    (word, window, Seq(change(count.toLong)))
  }

  private val cumulative: Rows = truth.map { case (word, window, _) =>
    val sum = truth.collect { case (`word`, w, Seq(count)) if w <= window => count.toLong }.sum
    (word, window, Seq(sum.toString))
  }

  // name, the right's rows, the kind, what is said
  private val tables = Seq(
    ("a row in the middle is lost", truth.filterNot(_ == truth(15)), MISSING_ROW, "the right lacks 1 row"),
    (
      "the program stopped early",
      truth.filter(_._2 < 7 * hour),
      MISSING_ROW,
      "all of them later than its last, at 1970-01-01T06:00:00Z"
    ),
    (
      "the program began later",
      truth.filter(_._2 > 2 * hour),
      MISSING_ROW,
      "all of them earlier than its first, at 1970-01-01T03:00:00Z"
    ),
    ("nothing was written", Seq.empty, MISSING_ROW, "the right is empty"),
    ("a word too many", truth :+ (("x", hour, Seq("1"))), EXTRA_ROW, "the left lacks 1 row"),
    ("totals since the beginning", cumulative, CUMULATIVE, "groupBy on a stream keeps state"),
    (
      "totals also in windows without the word",
      cumulative ++ (10 to 12).map(w =>
        ("a", w * hour, cumulative.filter(_._1 == "a").map(_._3).maxBy(_.head.toLong))
      ),
      CUMULATIVE,
      "groupBy on a stream keeps state"
    ),
    (
      "an hour late",
      truth.map(r => r.copy(_2 = r._2 + hour)),
      SHIFTED_WINDOW,
      "the right has the rows of the left 1 h later"
    ),
    (
      "two hours early",
      truth.map(r => r.copy(_2 = r._2 - 2 * hour)),
      SHIFTED_WINDOW,
      "the right has the rows of the left 2 h earlier"
    ),
    (
      "windows that begin at another minute and so hold other records",
      truth.map { case (word, window, Seq(count)) =>
        (word, window + hour / 4, Seq((count.toLong + window / hour % 3).toString))
      },
      SHIFTED_WINDOW,
      "windows are 1 h apart on both sides, but those of the right start 15 min later"
    ),
    (
      "some windows of another grid are no shift",
      truth.take(2).map(r => r.copy(_2 = r._2 + hour / 4, _3 = Seq("77"))),
      MISSING_ROW,
      "the right lacks 30 rows"
    ),
    (
      "windows that begin at another minute",
      truth.map(r => r.copy(_2 = r._2 + hour / 4)),
      SHIFTED_WINDOW,
      "15 min later"
    ),
    ("counted twice", values(truth)(n => (2 * n).toString), DOUBLE_COUNTED, "2 times that of the left"),
    ("another unit", values(truth)(n => (1000 * n).toString), SCALED, "1000 times that of the left"),
    ("a third", values(values(truth)(n => (3 * n).toString))(n => (n / 3).toString), null, ""),
    (
      "the last digits",
      values(truth)(n => s"$n.0000001"),
      ROUNDED,
      "differs by at most 0.0000001"
    ),
    (
      "late records are not counted",
      truth.zipWithIndex.map { case ((w, t, Seq(n)), i) =>
        (w, t, Seq((if (i % 3 == 0 && n.toLong > 1) n.toLong - (1 + i % 2) else n.toLong).toString))
      },
      LOWER,
      "records that came too late for its watermark"
    ),
    (
      "records are read again",
      truth.zipWithIndex.map { case ((w, t, Seq(n)), i) =>
        (w, t, Seq((if (i % 3 == 0) n.toLong + 1 + i % 2 else n.toLong).toString))
      },
      HIGHER,
      "read again after a restart"
    ),
    (
      "other values without a pattern",
      truth.zipWithIndex.map { case ((w, t, Seq(n)), i) =>
        (w, t, Seq((if (i % 2 == 0) n.toLong + 3 else n.toLong - 1).toString))
      },
      WRONG_VALUE,
      "nothing in common"
    ),
    (
      "one lost and one too many",
      truth.tail :+ (("x", hour, Seq("1"))),
      MIXED,
      "the right lacks 1 row"
    )
  )

  for ((name, right, kind, said) <- tables) {
    test(s"table: $name") {
      val result = compare(truth, right, layout(log = false, counts))
      if (kind == null) assert(result.verdict == Verdict.EQUAL)
      else {
        assert(
          result.verdict == Verdict.DIFFERENT && result.kind == kind,
          RowsReports.text(result)
        )
        assert(RowsReports.text(result).contains(said), RowsReports.text(result))
      }
    }
  }

  private val logs = Seq(
    (
      "every row twice",
      truth ++ truth,
      DUPLICATE_ROW,
      "30 rows more often than the left, each of them exactly twice"
    ),
    ("a batch twice", truth ++ truth.filter(_._2 == hour), DUPLICATE_ROW, "the right has 3 rows more often"),
    ("a row is lost", truth.tail, MISSING_ROW, "the right lacks 1 row"),
    ("totals since the beginning", cumulative, CUMULATIVE, "groupBy on a stream keeps state"),
    ("an hour late", truth.map(r => r.copy(_2 = r._2 + hour)), SHIFTED_WINDOW, "1 h later")
  )

  for ((name, right, kind, said) <- logs) {
    test(s"log: $name") {
      assert(compare(truth, right, layout(log = true, Seq("count" -> ColumnKind.UNTYPED))).kind == kind)
      val result = compare(truth, right, layout(log = true, counts))
      assert(result.verdict == Verdict.DIFFERENT && result.kind == kind, RowsReports.text(result))
      assert(RowsReports.text(result).contains(said), RowsReports.text(result))
    }
  }

  test("every rule that is named is in mapping.md, and every kind in compare.md") {
    def page(name: String) = new String(
      java.nio.file.Files.readAllBytes(java.nio.file.Paths.get(s"src/site/markdown/$name")),
      java.nio.charset.StandardCharsets.UTF_8
    )
    val causes =
      tables.map(c => compare(truth, c._2, layout(log = false, counts))) ++
        logs.map(c => compare(truth, c._2, layout(log = true, counts)))
    val rules = causes.flatMap(_.causes.asScala).flatMap(c => Option(c.rule.orElse(null))).toSet
    assert(rules.size >= 4 && rules.forall(rule => page("mapping.md").contains(s"| `$rule")), rules)
    assert(RowsKind.values.forall(kind => page("compare.md").contains(s"`${kind.name}`")))
  }

  test("equal rows are equal, as a table and as a log with duplicates") {
    assert(compare(truth, truth.reverse, layout(log = false, counts)).verdict == Verdict.EQUAL)
    val twice = compare(truth ++ truth, truth ++ truth, layout(log = true, counts))
    assert(twice.verdict == Verdict.EQUAL && twice.tally.equal == 60)
  }

  test("nothing on both sides is no proof") {
    val result = compare(Seq.empty, Seq.empty, layout(log = false, counts))
    assert(result.verdict == Verdict.NOTHING_COMPARED)
    assert(RowsReports.text(result).contains("neither side has a row"))
  }

  test("of windows the first and the last that both have are left out, and sums go on through them") {
    val cut = Cut.complete(range(0, 9 * hour), range(2 * hour, 20 * hour))
    assert(cut == new Cut(2 * hour, 9 * hour))
    val right = truth.filter(_._2 >= 2 * hour).map(r => if (r._2 == 2 * hour) r.copy(_3 = Seq("0")) else r)
    val result = compare(truth, right, layout(log = false, counts), cut)
    assert(result.verdict == Verdict.EQUAL && result.tally.equal == 18, RowsReports.text(result))
    assert(result.tally.left.leftOut == 12 && result.tally.right.leftOut == 6)
    val totals = compare(truth, cumulative, layout(log = false, counts), cut)
    assert(totals.kind == CUMULATIVE && totals.tally.count(Type.CHANGED) == 18)
  }

  private def range(first: Long, last: Long) = {
    val range = new TimeRange
    range.add(first)
    range.add(last)
    range
  }

  test("a tolerance takes numbers that near as equal, and no others") {
    val near = values(truth)(n => s"$n.01")
    for (log <- Seq(false, true)) {
      assert(compare(truth, near, layout(log, counts, Some("0.01"))).verdict == Verdict.EQUAL)
      assert(compare(truth, near, layout(log, counts, Some("0.009"))).tally.count(Type.CHANGED) == 30)
    }
  }

  test("times among the values that are an hour off are a time zone; those of a shifted row move with it") {
    val columns = Seq("windowEnd" -> ColumnKind.TIME, "count" -> ColumnKind.NUMBER)
    def ends(rows: Rows, after: Long) =
      rows.map(r => r.copy(_3 = (r._2 + after).toString +: r._3))
    val zone = compare(ends(truth, hour), ends(truth, 2 * hour), layout(log = false, columns))
    assert(zone.kind == SHIFTED_TIME && RowsReports.text(zone).contains("1 h later"), RowsReports.text(zone))
    val shifted =
      compare(ends(truth, hour), ends(truth.map(r => r.copy(_2 = r._2 + hour)), hour), layout(false, columns))
    assert(shifted.kind == SHIFTED_WINDOW, RowsReports.text(shifted))
  }

  test("nulls are alike, in keys, times and values") {
    val nulls: Rows = Seq((null, Flat.NO_TIME, Seq(null)), ("a", hour, Seq(null)))
    val layoutOfNulls = layout(log = false, counts)
    val left = nulls.map { case (w, t, v) => new Flat(Side.LEFT, t, 0, 0, 0, Array(w), v.toArray) }
    val right = nulls.map { case (w, t, v) => new Flat(Side.RIGHT, t, 0, 0, 0, Array(w), v.toArray) }
    val tally = Walk.through(
      left.zip(right).flatMap { case (l, r) => Seq(l, r) }.iterator.asJava,
      layoutOfNulls,
      Cut.NONE
    )
    assert(tally.equal == 2 && tally.differing == 0)
  }

  test("of a topic the last row of a key counts: by offset, and between partitions by its time") {
    val ordered = new Layout(
      false,
      Array(true, false),
      null,
      false,
      new ArrayList(Collections.singletonList(new Layout.Compared("word", ColumnKind.TEXT, null))),
      new ArrayList(Collections.singletonList(new Layout.Compared("count", ColumnKind.NUMBER, null)))
    )
    def row(side: Side, partition: Int, arrived: Long, offset: Long, value: String) =
      new Flat(side, 0, partition, arrived, offset, Array("a"), Array(value))
    val rows = Seq(
      row(Side.LEFT, 0, 5, 1, "1"),
      row(Side.LEFT, 0, 4, 2, "2"),
      row(Side.LEFT, 1, 9, 0, "3"),
      row(Side.LEFT, 2, 1, 7, "4"),
      row(Side.RIGHT, 0, 0, 0, "3")
    )
    val tally = Walk.through(rows.iterator.asJava, ordered, Cut.NONE)
    assert(tally.equal == 1 && tally.left.replaced == 3 && tally.left.acrossPartitions == 2)
    val again = Walk.through((rows :+ row(Side.RIGHT, 0, 0, 0, "3")).iterator.asJava, ordered, Cut.NONE)
    assert(again.right.nonUnique == 1)
  }

  test("many differing rows come to the driver as a few, and all are counted") {
    val many: Rows = (1 to 5000).map(k => ("a", k.toLong, Seq(k.toString)))
    val result = compare(many, many.map(r => r.copy(_3 = Seq("0"))), layout(log = false, counts))
    assert(
      result.tally.count(Type.CHANGED) == 5000 && result.tally.shown.get(Type.CHANGED).size == Tally.SHOWN
    )
    assert(RowsReports.text(result).contains("the first 20 of 5,000"))
  }
}
