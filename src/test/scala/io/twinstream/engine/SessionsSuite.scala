package io.twinstream.engine

import io.twinstream.RuleTier
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite

/** How long a run goes on, and on how many cores. */
@RuleTier
class SessionsSuite extends AnyFunSuite {
  test("until: what ends a run") {
    val idle = Until.parse("idle=10s")
    assert(!idle.isReached(Duration.ofHours(1), Duration.ofMillis(9999), true))
    assert(idle.isReached(Duration.ofSeconds(10), Duration.ofSeconds(10), false))
    val duration = Until.parse("duration=1m")
    assert(!duration.isReached(Duration.ofSeconds(59), Duration.ofHours(1), true))
    assert(duration.isReached(Duration.ofSeconds(60), Duration.ZERO, false))
    assert(Until.parse("end").isReached(Duration.ZERO, Duration.ZERO, true))
    assert(!Until.parse("end").isReached(Duration.ofHours(1), Duration.ofHours(1), false))
    assert(!Until.NEVER.isReached(Duration.ofDays(1), Duration.ofDays(1), true))
  }

  test("cores of a local master") {
    assert(Masters.localCores("local") == 1)
    assert(Masters.localCores("local[3]") == 3)
    assert(Masters.localCores("local[4,2]") == 4)
    assert(Masters.localCores("local[*]") == Runtime.getRuntime.availableProcessors)
    assert(Masters.localCores("spark://host:7077") == 0)
    assert(Masters.localCores("yarn") == 0)
  }
}
