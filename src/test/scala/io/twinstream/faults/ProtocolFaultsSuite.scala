package io.twinstream.faults

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite

/** Sinks, offset stores and what guards them, driven without an engine, with faults at every seam. */
@RuleTier
class ProtocolFaultsSuite extends AnyFunSuite {
  private val name = getClass.getName

  private def outcome(seed: Long, world: World): Seeds.Outcome =
    Seeds.Outcome(seed, world.run(), world.toString)

  test("no record is lost or counted twice: queries into json and text") {
    Seeds.check(name, Seeds(500)) { (seed, folder) =>
      val world = new World(seed, new Pieces, folder, Seq(SinkPlace.Json, SinkPlace.Text))
      if (world.setup.engine == Setup.Query) outcome(seed, world) else Seeds.Outcome(seed, Seq.empty, "")
    }
  }
}
