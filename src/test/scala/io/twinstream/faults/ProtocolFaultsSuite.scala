package io.twinstream.faults

import io.twinstream.LongRun
import org.scalatest.funsuite.AnyFunSuite

/** Sinks of files, kept offsets, the marker, the epoch and the gate, driven without an engine, with faults at
  * every seam; and that the harness finds the holes that there were.
  */
class ProtocolFaultsSuite extends AnyFunSuite {
  private val files = Seq(SinkPlace.Json, SinkPlace.Text)

  private def run(pieces: Pieces)(seed: Long, folder: java.nio.file.Path): Seeds.Outcome =
    Seeds.outcome(seed, new World(seed, pieces, folder, files))

  test("no record is lost or counted twice, and what is written stays") {
    Seeds.check(this, Seeds(1850))(run(new Pieces))
  }

  test("the same with many seeds", LongRun) {
    Seeds.check(this, Seeds(80000))(run(new Pieces))
  }

  private val holes: Seq[(String, Pieces, Setup => Boolean, String)] = Seq(
    (
      "a batch that cannot be read again clears what it had written",
      KnownHoles.ErasesRows,
      !_.isReplayable,
      "and it is gone"
    ),
    (
      "a driver that is killed before its first checkpoint counts its first batch again",
      KnownHoles.NeedsNoCheckpoint,
      setup => setup.engine == Setup.Classic && setup.isReplayable && setup.job == Setup.Counts,
      "expected"
    ),
    (
      "a driver that was taken for dead writes over its successor's rows",
      KnownHoles.KnowsNoEpoch,
      setup => setup.engine == Setup.Classic && setup.isReplayable,
      "expected"
    ),
    (
      "a driver that was taken for dead leaves its checkpoint to the next one",
      KnownHoles.FencesNoCheckpoint,
      setup => setup.engine == Setup.Classic && setup.isReplayable && setup.store == Setup.Checkpoint,
      "expected"
    ),
    (
      "a group is committed past a batch that failed",
      KnownHoles.CommitsPastFailure,
      _.store == Setup.Group,
      "expected"
    )
  )

  for ((what, pieces, isOf, message) <- holes)
    test(s"known to find: $what", LongRun.unless(!what.endsWith("to the next one")): _*) {
      val found = Seeds.first(1L to 2000L) { (seed, folder) =>
        val world = new World(seed, pieces, folder, files)
        if (isOf(world.setup)) Seeds.outcome(seed, world) else Seeds.right(seed)
      }
      assert(found.exists(_.wrong.exists(_.contains(message))), found.fold("nothing is found")(_.told))
    }
}
