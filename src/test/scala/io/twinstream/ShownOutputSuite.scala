package io.twinstream

import org.scalatest.funsuite.AnyFunSuite

/** What of a shown output may differ from the printed one, and what may not. */
@RuleTier
class ShownOutputSuite extends AnyFunSuite {
  private def diff(shown: String)(printed: String): Seq[String] =
    ShownOutput.diff(shown.linesIterator.toSeq, printed.linesIterator.toSeq)

  test("numbers, durations, ids and the width of columns may differ") {
    val shown = "word-count: EQUAL in 11 batches of 1.00 s, 1,202 lines\n  dstream    997 rows in 890 ms"
    val printed = "word-count: EQUAL in 7 batches of 500 ms, 9 lines\n  dstream  1,000 rows in 1 min 3 s\n"
    assert(diff(shown)(printed).isEmpty)
    assert(
      diff("run f70f9a71-46c6-4b00-bc05-e9471e966eef")("run 00000000-46c6-4b00-bc05-e9471e966ee0").isEmpty
    )
  }

  test("a changed word is shown with both lines") {
    assert(diff("a\nb 1 c\nd")("a\nb 2 x\nd") == Seq("- b 1 c", "+ b 2 x"))
  }

  test("a line that is missing or too much is a difference") {
    assert(diff("a\nb")("a") == Seq("- b"))
    assert(diff("a")("a\nb") == Seq("+ b"))
    assert(diff("a\na")("a") == Seq("- a"))
  }

  test("three dots stand for any lines, and for none") {
    assert(diff("a\n...\nd")("a\nb\nc\nd").isEmpty)
    assert(diff("a\n...\nd")("a\nd").isEmpty)
    assert(diff("a\n...")("a\nb\nc").isEmpty)
    assert(diff("a\n...\nd")("a\nb\ne") == Seq("- d"))
    assert(diff("...\na")("b\nc") == Seq("- a"))
  }

  test("a page is cut into commands, outputs and exit codes") {
    val page = new Page(
      "p",
      "# P\n\n```sh\nbin/a \\\n  --b\nbin/c # exits 4\n```\n\n```\nout 1\n\nout 2\n```\n\n" +
        "```sh long\nbin/d\n```\n\ntext\n\n```\nnot its output\n```\n"
    )
    val Seq(first, second) = page.blocks
    assert(first.commands == Seq("bin/a --b", "bin/c") && first.exit == 4 && !first.isLong)
    assert(first.shown.contains(Seq("out 1", "", "out 2")))
    assert(second.commands == Seq("bin/d") && second.exit == 0 && second.isLong && second.shown.isEmpty)
  }

  test("commands outside of those blocks are found: indented, in other blocks, and within a line") {
    val page = new Page(
      "p",
      "# P\n\n    bin/a x   says what\n    bin/b \\\n      --c # comment\n\n```\nbin/d\n```\n\n```sh\nbin/e\n```\n\n" +
        "Runs `bin/f\n  g`, not `x bin/y` and not in `bin/`: `N=1 mvn test`.\n"
    )
    assert(page.others == Seq("bin/a x", "bin/b --c", "bin/d", "bin/f g", "N=1 mvn test"))
  }
}
