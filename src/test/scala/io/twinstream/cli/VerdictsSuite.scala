package io.twinstream.cli

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine.Help.Ansi

@RuleTier
class VerdictsSuite extends AnyFunSuite {
  test("the first verdict has its colour, on a terminal alone") {
    val text = "word-count: DIFFERENT in 2 of 8 batches\nEQUAL"
    assert(Verdicts.colored(text, Ansi.OFF) == text)
    val shown = Verdicts.colored(text, Ansi.ON)
    assert(
      shown.startsWith("word-count: \u001b[1m\u001b[31mDIFFERENT\u001b[") && shown.endsWith("batches\nEQUAL")
    )
    assert(Verdicts.colored("no verdict here", Ansi.ON) == "no verdict here")
  }
}
