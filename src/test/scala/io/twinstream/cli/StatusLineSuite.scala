package io.twinstream.cli

import io.twinstream.RuleTier
import java.io.{PrintWriter, StringWriter}
import java.time.Duration
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Seconds, Span}

@RuleTier
class StatusLineSuite extends AnyFunSuite with Eventually {
  override implicit val patienceConfig: PatienceConfig = PatienceConfig(Span(10, Seconds))
  private val clear = "\r\u001b[K"

  private def written(columns: Int, every: Duration)(use: StatusLine => Unit): String = {
    val text = new StringWriter
    use(new StatusLine("run", new PrintWriter(text), every, columns))
    text.toString.replace(System.lineSeparator, "\n")
  }

  test("in a file, a status is a line of its own, and none before its time") {
    assert(written(0, Duration.ZERO)(_.status("1 of 9")) == "run: 1 of 9\n")
    assert(written(0, Duration.ofHours(1))(_.status("1 of 9")).isEmpty)
  }

  test("on a terminal, a status is written over in place and never wraps, and what is said stays") {
    val text = written(12, Duration.ofHours(1)) { line =>
      eventually(assert(line.isDue))
      line.status("1 of 9, which goes on")
      line.say("done")
      line.clear()
    }
    assert(text == clear + "run: 1 of 9" + clear + "run: done\n")
  }

  test("what is shown in place is gone before the result is printed") {
    val text = written(12, Duration.ofHours(1)) { line =>
      eventually(assert(line.isDue))
      line.status("1 of 9")
      line.clear()
      line.clear()
    }
    assert(text == clear + "run: 1 of 9" + clear)
    assert(written(0, Duration.ZERO) { line => line.status("1 of 9"); line.clear() } == "run: 1 of 9\n")
  }
}
