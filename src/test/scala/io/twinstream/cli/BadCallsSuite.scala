package io.twinstream.cli

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite

/** Each call of `bad-calls.txt` ends with its exit code and one clear line, and writes nothing.
  * `BadCallsEndToEndSuite` has what goes wrong around a command.
  */
@RuleTier
class BadCallsSuite extends AnyFunSuite {

  for (call <- BadCalls.all)
    test(s"refused: ${call.words}") {
      val before = BadCalls.inFolder()
      val (exit, out, err) = BadCalls.run(call.args: _*)
      assert(exit == call.exit && out.isEmpty, err)
      val lines = err.linesIterator.toList
      assert(lines.head.startsWith("twinstream: ") && lines.head.contains(call.said), err)
      assert(lines.size == 1 || lines.size == 2 && lines(1).matches("twinstream: try '.* --help'"), err)
      assert(BadCalls.inFolder() == before)
    }

  test("the table has a hundred calls, each once") {
    assert(BadCalls.all.size >= 100 && BadCalls.all.map(_.words).distinct.size == BadCalls.all.size)
    assert(BadCalls.all.forall(call => call.exit == 2 || call.exit == 3))
  }
}
