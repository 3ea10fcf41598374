package io.twinstream.endtoend

import org.scalatest.DoNotDiscover
import org.scalatest.funsuite.AnyFunSuite

/** A test of every outcome, for what `bin/test` says of them. */
@DoNotDiscover
class EachOutcome extends AnyFunSuite {
  test("passes")(())
  test("passes too")(())
  test("fails")(fail("<skipped/>"))
  test("is cancelled")(cancel("a program is not installed"))
  ignore("is ignored")(())
  test("is pending")(pending)
}
