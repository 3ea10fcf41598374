package io.twinstream.ends.console

import io.twinstream.ends.OpenSinks
import io.twinstream.api.BatchRows
import io.twinstream.ends.WordRows
import io.twinstream.RuleTier
import io.twinstream.jobs.wordcount.CountedWord
import java.io.{ByteArrayOutputStream, PrintStream}
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class ConsoleSinkSuite extends AnyFunSuite {
  private def printed(rows: BatchRows[CountedWord]): String = {
    val (out, caught) = (System.out, new ByteArrayOutputStream)
    System.setOut(new PrintStream(caught, true, "UTF-8"))
    try OpenSinks.parse[CountedWord]("console", WordRows.format, "r").write(rows, 1000)
    finally System.setOut(out)
    caught.toString("UTF-8")
  }

  test("a batch is a table of all partitions, in their order") {
    assert(
      printed(WordRows.parts(Seq("a" -> 1), Seq(), Seq("longer" -> 22))) ==
        "-- batch 1000 --\nword    count\na       1\nlonger  22\n"
    )
  }

  test("a batch without rows prints nothing") {
    assert(printed(WordRows.words()).isEmpty)
  }

  test("20 rows are shown, and it is said that there are more") {
    val rows = (1 to 12).map(n => s"w$n" -> n.toLong)
    val twelve = printed(WordRows.parts(rows, rows.take(8)))
    assert(twelve.linesIterator.size == 22 && !twelve.contains("first"))
    val more = printed(WordRows.parts(rows, rows.take(9)))
    assert(more.linesIterator.size == 23)
    assert(more.endsWith("(the first 20 rows; the sink json:DIR writes all)\n"))
  }
}
