package io.twinstream.faults

import org.scalatest.funsuite.AnyFunSuite

/** Jobs on both engines in virtual time, with faults in the file systems of their sinks and checkpoints. */
class EngineFaultsSuite extends AnyFunSuite {
  private val name = getClass.getName

  test("no row is lost, written twice or wrong") {
    Seeds.check(name, Seeds(40)) { (seed, folder) =>
      val world = new EngineWorld(seed, folder)
      Seeds.Outcome(seed, world.run(), world.toString)
    }
  }
}
