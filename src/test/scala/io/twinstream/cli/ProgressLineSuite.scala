package io.twinstream.cli

import io.twinstream.engine.RunListener
import io.twinstream.RuleTier
import java.io.{PrintWriter, StringWriter}
import java.util.{Optional, OptionalLong}
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class ProgressLineSuite extends AnyFunSuite {
  private def said(dropped: Long*): Seq[String] = {
    val text = new StringWriter
    val line = new ProgressLine("a job on structured", "record", new PrintWriter(text))
    for ((rows, k) <- dropped.zipWithIndex)
      line.batchCompleted(
        new RunListener.Batch(k.toLong, 10, 0, 0, 5, 0, 0, rows, OptionalLong.empty(), Optional.empty())
      )
    text.toString.split("\n").filter(_.nonEmpty).toSeq
  }

  test("rows that the watermark dropped are said at the first, once") {
    assert(
      said(0, 3, 0, 7) == Seq(
        "a job on structured: 3 rows arrived behind the watermark and were dropped so far; --lateness T waits longer"
      )
    )
  }

  test("nothing is said where none was dropped") {
    assert(said(0, 0, 0).isEmpty)
  }
}
