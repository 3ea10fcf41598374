package io.twinstream

/** Holds the output that a page shows against what a command printed. Numbers, durations, ids and the width
  * of columns may differ; a line `...` stands for any lines.
  */
object ShownOutput {
  private val gap = "..."

  /** Returns the lines that differ, as a diff with `-` what is shown and `+` what was printed; empty if none
    * does.
    */
  def diff(shown: Seq[String], printed: Seq[String]): Seq[String] = {
    val expected = shown.map(masked).toIndexedSeq
    val actual = printed.map(masked).toIndexedSeq
    // steps(i)(j): how many lines differ at least from shown line i and printed line j on
    val steps = Array.ofDim[Int](expected.size + 1, actual.size + 1)
    def missing(i: Int, j: Int): Int = steps(i + 1)(j) + (if (expected(i) == gap) 0 else 1)
    def extra(i: Int, j: Int): Int = steps(i)(j + 1) + (if (isGap(i)) 0 else 1)
    def isGap(i: Int): Boolean = i < expected.size && expected(i) == gap
    for (i <- expected.size to 0 by -1; j <- actual.size to 0 by -1 if i < expected.size || j < actual.size) {
      val ways = Seq(
        if (i < expected.size && j < actual.size && expected(i) == actual(j)) Some(steps(i + 1)(j + 1))
        else None,
        if (i < expected.size) Some(missing(i, j)) else None,
        if (j < actual.size) Some(extra(i, j)) else None
      )
      steps(i)(j) = ways.flatten.min
    }
    def from(i: Int, j: Int): List[String] =
      if (steps(i)(j) == 0) Nil
      else if (
        i < expected.size && j < actual.size && expected(i) == actual(j) && steps(i)(j) == steps(i + 1)(j + 1)
      )
        from(i + 1, j + 1)
      else if (i < expected.size && steps(i)(j) == missing(i, j))
        (if (isGap(i)) Nil else List(s"- ${shown(i)}")) ++ from(i + 1, j)
      else (if (isGap(i)) Nil else List(s"+ ${printed(j)}")) ++ from(i, j + 1)
    from(0, 0)
  }

  private def masked(line: String): String =
    line
      .replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "ID")
      .replaceAll("\\d[\\d,.]*\\d|\\d", "#")
      .replaceAll("# min # s\\b|# (ms|min|s|h)\\b", "# s")
      .replaceAll("(?<=\\S)\\s+", " ")
      .trim
}
