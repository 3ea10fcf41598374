package io.twinstream.bench.shared

import io.twinstream.jobs.wordcount.WordTally
import io.twinstream.{RuleTier, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The known answer of `words-kafka`, and that a contestant which is wrong is found out. */
@RuleTier
class ZipfLinesSuite extends AnyFunSuite {
  private def lines(text: ZipfLines.Text): Seq[String] =
    Iterator.continually(text.next()).takeWhile(_ != null).map(line => new String(line.bytes, UTF_8)).toList

  private def counted(lines: Seq[String]): Map[String, Long] =
    WordTally.of(lines.iterator.asJava).asScala.map(word => (word.getWord, word.getCount)).toMap

  private def fingerprint(totals: Map[String, Long]): Fingerprint =
    TempFolder.use { folder =>
      val rows = totals.map { case (word, count) => s"$word\t$count\n" }.mkString
      Fingerprint.of(TempFolder.write(folder.resolve("totals"), rows))
    }

  private val text = new ZipfLines(2000, 500).text()
  private val all = lines(text)
  private val totals = counted(all)

  test("the same numbers give the same lines, and as many as asked for") {
    assert(all.size == 2000 && all == lines(new ZipfLines(2000, 500).text()))
    assert(all.forall(line => line.split(" ").length >= 4 && line == line.trim))
  }

  test("the words follow Zipf's law: the first stands about twice as often as the second") {
    val Seq(first, second) = totals.values.toSeq.sorted.reverse.take(2)
    assert(totals.size > 450 && totals.size <= 500)
    assert(first > 1.7 * second && first < 2.3 * second)
  }

  test("the known answer is what a count of the lines gives") {
    assert(text.wordsGiven == totals.values.sum)
    assert(text.fingerprint == fingerprint(totals))
  }

  private val (some, other) = (totals.keys.toSeq.min, totals.keys.toSeq.max)

  for (
    (name, wrong) <- Seq(
      ("a word is missing", totals - some),
      ("a word counts once too often", totals + (some -> (totals(some) + 1))),
      ("a word is spelled otherwise", totals - some + ((some + "x") -> totals(some))),
      (
        "two counts are exchanged in part",
        totals + (some -> (totals(some) + 1)) + (other -> (totals(other) - 1))
      ),
      ("nothing was counted", Map.empty[String, Long])
    )
  ) {
    test(s"a contestant is wrong when $name") {
      assert(text.fingerprint != fingerprint(wrong))
    }
  }

  test("the log of the garbage collector") {
    TempFolder.use { folder =>
      val log = GcLog.read(
        TempFolder.write(
          folder.resolve("gc.log"),
          """[0.01s][info][gc] Using G1
            |[0.50s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 100M->10M(1024M) 2.500ms
            |[0.70s][info][gc] GC(1) Concurrent Mark Cycle 9.000ms
            |[0.90s][info][gc] GC(2) Pause Young (Concurrent Start) (G1 Humongous Allocation) 210M->30M(1024M) 1.500ms
            |""".stripMargin
        )
      )
      assert(log == new GcLog(4.0, 210, 300))
    }
  }
}
