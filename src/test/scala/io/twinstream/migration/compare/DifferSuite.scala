package io.twinstream.migration.compare

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.run.Engine
import io.twinstream.sink.RowFormat
import io.twinstream.source.Recording
import java.time.Duration
import java.util.{Collections, TreeMap}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The comparison of two logs of rows, without an engine. */
@RuleTier
class DifferSuite extends AnyFunSuite {
  private type Batches = Seq[Seq[(String, Int)]]

  private val interval = Duration.ofMillis(100)
  private val format = new RowFormat(Collections.singletonList("word"), Collections.singletonList("count"))

  private def compare(dstream: Batches, structured: Batches): ComparisonResult = TempFolder.use { folder =>
    def run(engine: Engine, batches: Batches): EngineRun = {
      val lines =
        for ((rows, k) <- batches.zipWithIndex; row <- rows)
          yield (100L * (k + 1), s"""{"batch":${100 * (k + 1)},"word":"${row._1}","count":${row._2}}""")
      val sorted = lines.groupBy(_._1).toSeq.sortBy(_._1).flatMap(_._2.map(_._2).sorted)
      val file = TempFolder.write(folder.resolve(engine.label), sorted.map(_ + "\n").mkString)
      val counts = new TreeMap[java.lang.Long, java.lang.Long]
      lines.groupBy(_._1).foreach { case (batch, rows) => counts.put(batch, rows.size.toLong) }
      new EngineRun(engine, file, counts, Collections.emptyMap(), Duration.ZERO)
    }
    val input = (0 until dstream.size.max(1)).map(k => s"${100 * k}\tline $k\n").mkString
    val recording = Recording.open(TempFolder.write(folder.resolve("input"), input), interval)
    new Differ(recording, format, run(Engine.DSTREAM, dstream), run(Engine.STRUCTURED, structured))
      .result("job")
  }

  private val words: Batches =
    Seq(
      Seq("a" -> 1, "b" -> 2),
      Seq("a" -> 3),
      Seq("c" -> 1),
      Seq("b" -> 1, "d" -> 4),
      Seq("e" -> 1),
      Seq("a" -> 9)
    )

  private def changed(k: Int)(rows: Seq[(String, Int)]): Batches = words.updated(k, rows)

  private val totals: Batches =
    words.indices.map(k => words.take(k + 1).flatten.groupBy(_._1).mapValues(_.map(_._2).sum).toSeq.sorted)

  // name, the port's rows, what is reported: kind, first divergent batch, how many batches diverge
  private val cases = Seq(
    ("a missing row", changed(1)(Seq.empty), Kind.MISSING_ROW, 1, 1),
    ("an extra row", changed(2)(Seq("c" -> 1, "x" -> 1)), Kind.EXTRA_ROW, 2, 1),
    ("an extra row in an empty batch", words :+ Seq("x" -> 1), Kind.EXTRA_ROW, 6, 1),
    ("a wrong value", changed(3)(Seq("b" -> 2, "d" -> 4)), Kind.WRONG_VALUE, 3, 1),
    ("a duplicate row", changed(0)(Seq("a" -> 1, "a" -> 1, "b" -> 2)), Kind.DUPLICATE_ROW, 0, 1),
    ("a missing and an extra row", changed(3)(Seq("b" -> 1, "x" -> 4)), Kind.MIXED, 3, 1),
    ("totals since the beginning, all words", totals, Kind.CUMULATIVE, 1, 5),
    (
      "totals since the beginning, changed words",
      words.indices.map(k => totals(k).filter(row => words(k).exists(_._1 == row._1))),
      Kind.CUMULATIVE,
      1,
      3
    ),
    ("one batch late", Seq(Seq.empty) ++ words.dropRight(1), Kind.SHIFTED_BATCH, 0, 6),
    ("one batch early", words.drop(1) :+ Seq.empty, Kind.SHIFTED_BATCH, 0, 6),
    ("two batches late", Seq(Seq.empty, Seq.empty) ++ words.dropRight(2), Kind.SHIFTED_BATCH, 0, 6)
  )

  for ((name, structured, kind, index, batches) <- cases) {
    test(s"reported: $name") {
      val result = compare(words, structured)
      val first = result.first.get
      assert(
        !result.isEqual && first.kind == kind && first.index == index && result.divergentBatches == batches
      )
      assert(first.batch == 100 * (index + 1))
      assert(Reports.text(result).contains("DIFFERENT") && Reports.text(result).contains(kind.name))
      assert(Reports.json(result).contains("\"equal\" : false"))
    }
  }

  test("equal rows in another order are equal") {
    assert(compare(words, words.map(_.reverse)).isEqual)
  }

  test("no rows at all are equal") {
    assert(compare(Seq.empty, Seq.empty).isEqual)
  }

  test("a missing row in batches that are all alike is not taken for a shift") {
    val alike: Batches = Seq.fill(5)(Seq("a" -> 1))
    assert(compare(alike, alike.updated(0, Seq.empty)).first.get.kind == Kind.MISSING_ROW)
  }

  test("the report has the rows, the neighbours and the input of the first divergent batch") {
    val first = compare(words, changed(3)(Seq("b" -> 5, "x" -> 4))).first.get
    assert(first.onlyDstream.asScala.map(_.get("word").asText) == Seq("d"))
    assert(first.onlyStructured.asScala.map(_.get("word").asText) == Seq("x"))
    assert(
      first.changed.asScala.map(c =>
        (c.key.get("word").asText, c.dstream.get("count").asInt, c.structured.get("count").asInt)
      ) == Seq(("b", 1, 5))
    )
    assert(first.input.asScala == Seq("line 3"))
    assert(
      first.around.asScala.map(n => (n.batch, n.isEqual)) == Seq(
        100L -> true,
        200L -> true,
        300L -> true,
        400L -> false,
        500L -> true,
        600L -> true
      )
    )
  }
}
