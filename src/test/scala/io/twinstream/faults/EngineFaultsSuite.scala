package io.twinstream.faults

import io.twinstream.run.Engine
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable

/** Jobs on both engines in virtual time, with faults in the file systems of their sinks and checkpoints. */
class EngineFaultsSuite extends AnyFunSuite {

  private val moves = mutable.Map.empty[Engine, Set[String]].withDefaultValue(Set.empty)

  test("no row is lost, written twice or wrong") {
    Seeds.check(this, Seeds(40)) { (seed, folder) =>
      val world = new EngineWorld(seed, folder)
      val wrong = world.run()
      moves(world.engine) ++= Moves.of(world.history.writes, EngineModel.time(0))
      Seeds.Outcome(seed, wrong, world.toString)
    }
  }

  test("the stand-ins for the engines know every order in which the engines wrote") {
    val known = mutable.Map.empty[Engine, Set[String]].withDefaultValue(Set.empty)
    Seeds.check(this, 1L to 300L) { (seed, folder) =>
      val world = new World(seed, new Pieces, folder, Seq(SinkPlace.Json))
      world.run()
      val engine = if (world.setup.engine == Setup.Query) Engine.STRUCTURED else Engine.DSTREAM
      known(engine) ++= Moves.of(world.history.writes, 1)
      Seeds.right(seed)
    }
    for (engine <- Engine.values)
      assert((moves(engine) -- known(engine)).isEmpty, s"$engine does what its stand-in never does")
  }
}
