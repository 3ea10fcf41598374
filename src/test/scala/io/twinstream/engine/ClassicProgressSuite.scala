package io.twinstream.engine

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class ClassicProgressSuite extends AnyFunSuite {
  private val cases = Seq(
    ("Error starting receiver 0", "", "Error starting receiver 0"),
    (
      "Error starting receiver 0",
      "java.net.UnknownHostException: nohost.invalid\n\tat java.base/java.net.X",
      "Error starting receiver 0: UnknownHostException: nohost.invalid"
    ),
    (
      "Restarting",
      "java.lang.RuntimeException: outer\n\tat A\nCaused by: java.io.IOException: broken pipe\n\tat B",
      "Restarting: IOException: broken pipe"
    ),
    ("it is gone", "it is gone", "it is gone")
  )

  for ((message, trace, said) <- cases)
    test(s"what stopped a receiver: $said")(assert(ClassicProgress.withCause(message, trace) == said))
}
