package io.twinstream.migration.compare

import io.twinstream.api.Rejection
import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.compare.Divergence.Kind
import io.twinstream.api.{Engine, Grain}
import io.twinstream.api.RowFormat
import io.twinstream.ends.kafka.DeadLetters
import io.twinstream.ends.recording.Recording
import java.time.Duration
import java.util.{Collections, Optional, TreeMap}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The comparison of two logs of rows, without an engine. */
@RuleTier
class DifferSuite extends AnyFunSuite {
  private type Batches = Seq[Seq[(String, Int)]]

  private val interval = Duration.ofMillis(100)
  private val format = new RowFormat(Collections.singletonList("word"), Collections.singletonList("count"))

  private val readsAll: Rejection = _ => Optional.empty()

  private def compare(dstream: Batches, structured: Batches): Comparison.Result =
    compare(dstream, structured, readsAll, (0 until dstream.size.max(1)).map(k => s"${100 * k}\tline $k\n"))

  private def compare(
      dstream: Batches,
      structured: Batches,
      rejection: Rejection,
      input: Seq[String]
  ): Comparison.Result = TempFolder.use { folder =>
    def run(engine: Engine, batches: Batches): EngineRun = {
      val lines =
        for ((rows, k) <- batches.zipWithIndex; row <- rows)
          yield (100L * (k + 1), s"""{"batch":${100 * (k + 1)},"word":"${row._1}","count":${row._2}}""")
      val sorted = lines.groupBy(_._1).toSeq.sortBy(_._1).flatMap(_._2.map(_._2).sorted)
      val file = TempFolder.write(folder.resolve(engine.label), sorted.map(_ + "\n").mkString)
      val counts = new TreeMap[java.lang.Long, java.lang.Long]
      lines.groupBy(_._1).foreach { case (batch, rows) => counts.put(batch, rows.size.toLong) }
      new EngineRun(engine, file, counts, Collections.emptyMap(), Duration.ZERO, 0)
    }
    val recording = Recording.open(TempFolder.write(folder.resolve("input"), input.mkString), interval)
    new Differ(
      recording,
      format,
      Grain.BATCH,
      run(Engine.DSTREAM, dstream),
      run(Engine.STRUCTURED, structured)
    )
      .result("job", rejection)
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
    ("a second row of a key", changed(3)(Seq("b" -> 1, "d" -> 4, "d" -> 5)), Kind.DUPLICATE_ROW, 3, 1),
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

  private val rejectsBad: Rejection =
    record => if (record.value.startsWith("bad")) Optional.of("not a line of the job") else Optional.empty()

  private val sayBad: Batches = Seq(Seq("malformed" -> 2))

  // name, the rows of both engines, the input, what is said
  private val lacks = Seq(
    ("an empty input", Nil, Nil, "the input has no record"),
    ("silence alone", Nil, Seq("500 end\n"), "the input has no record"),
    (
      "a job that can read no line",
      Nil,
      Seq("0\tbad\u0001 1\n", "1\tbad 2\n"),
      "the job can read none of the 2 records; the first, in line 1 ('bad\u00b7 1'): not a line of the job"
    ),
    (
      "a job that says only how many lines it could not read",
      sayBad,
      Seq("0\tbad 1\n", "1\tbad 2\n"),
      "the job can read none of the 2 records; the first, in line 1 ('bad 1'): not a line of the job"
    ),
    (
      "lines that make no row",
      Nil,
      Seq("0\tok\n", "1\tbad\n"),
      "neither engine wrote a row for the 1 record that the job can read; 1 it cannot, the first, in line 2 ('bad'): not"
    ),
    (
      "lines that make no row, all readable",
      Nil,
      Seq("0\tok\n"),
      "neither engine wrote a row for the 1 record"
    )
  )

  for ((name, rows, input, why) <- lacks) {
    test(s"nothing is compared: $name") {
      val result = compare(rows, rows, rejectsBad, input)
      assert(result.verdict == Verdict.NOTHING_COMPARED && !result.isEqual)
      assert(
        Reports.verdict(result).startsWith("job: NOTHING COMPARED in ") && Reports
          .verdict(result)
          .contains(why)
      )
      val json = new ObjectMapper().readTree(Reports.json(result))
      assert(json.get("verdict").asText == "NOTHING COMPARED" && !json.get("equal").asBoolean)
      assert(json.get("reason").asText.contains(why) && json.get("firstDivergence").isNull)
    }
  }

  test("one line that the job can read is enough where there are rows, and rows of silence are rows") {
    assert(compare(sayBad, sayBad, rejectsBad, Seq("0\tbad\n", "1\tok\n")).isEqual)
    assert(compare(sayBad, sayBad, rejectsBad, Seq("100 end\n")).isEqual)
  }

  test("rows that the engines do not share are a difference, whatever the input") {
    assert(compare(sayBad, Nil, rejectsBad, Seq("0\tbad\n")).verdict == Verdict.DIFFERENT)
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
    val earlier = first.earlier.asScala.map(e => e.key.get("word").asText -> Seq(e.dstream, e.structured))
    assert(earlier.map(_._1) == Seq("b")) // the others were never written before
    assert(
      earlier.flatMap(_._2).map(row => (row.get("batch").asLong, row.get("count").asInt)) == Seq(
        100L -> 2,
        100L -> 2
      )
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
