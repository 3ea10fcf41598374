package io.twinstream.bench.latency

import io.twinstream.RuleTier
import io.twinstream.bench.shared.ZipfLines
import java.nio.charset.StandardCharsets.UTF_8
import org.scalatest.funsuite.AnyFunSuite

/** What `latency` measures: from the planned time, each mark once. */
@RuleTier
class MarksSuite extends AnyFunSuite {
  private val lines = new MarkedLines(new ZipfLines(100, 50), 1000)

  private val words = Iterator
    .continually(lines.next())
    .takeWhile(_ != null)
    .map(line => new String(line.bytes, UTF_8).split(" "))
    .toList

  private val marks = words.flatten.filter(word => MarkedLines.Mark.isMark(word)).map(MarkedLines.Mark.of)

  test("each tenth line has a mark, at the time at which it was to be sent") {
    assert(words.size == 100 && words.zipWithIndex.forall { case (line, i) =>
      line.exists(word => MarkedLines.Mark.isMark(word)) == (i % 10 == 0)
    })
    assert(marks.map(_.number) == (0 until 10))
    assert(marks.map(_.plannedMicros - marks.head.plannedMicros) == (0 until 10).map(_ * 10000L))
  }

  private def result(warmUp: Int)(seen: Marks => Unit): (Marks, Boolean) = {
    var isAtEnd = false
    val result = new Marks(warmUp, marks.size, () => isAtEnd = true)
    seen(result)
    (result, isAtEnd)
  }

  private def see(all: Marks, mark: MarkedLines.Mark, millis: Long, count: Long = 1): Unit =
    all.saw(mark.word, count, mark.plannedMicros + millis * 1000)

  test("percentiles are those of the marks behind the warm-up; other words do not matter") {
    val (all, isAtEnd) = result(warmUp = 5) { all =>
      marks.foreach(mark => see(all, mark, if (mark.number < 5) 60000 else 10 * (mark.number - 4)))
      all.saw("word", 7, 0)
    }
    assert(all.isCorrect && isAtEnd)
    def near(percentile: Double, millis: Long) =
      assert(math.abs(all.micros(percentile) - millis * 1000) <= millis)
    near(0, 10)
    near(50, 30)
    near(100, 50)
  }

  for (
    (name, seen) <- Seq[(String, Marks => Unit)](
      "a mark is missing" -> (all => marks.tail.foreach(see(all, _, 1))),
      "a mark comes twice" -> { all =>
        see(all, marks.head, 1)
        marks.foreach(see(all, _, 1))
      },
      "a mark is counted twice" -> { all =>
        see(all, marks.head, 1, 2)
        marks.tail.foreach(see(all, _, 1))
      }
    )
  ) {
    test(s"a contestant is wrong when $name") {
      assert(!result(0)(seen)._1.isCorrect)
    }
  }
}
