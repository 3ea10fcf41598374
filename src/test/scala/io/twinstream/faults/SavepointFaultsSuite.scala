package io.twinstream.faults

import io.twinstream.LongRun
import io.twinstream.savepoint.Savepoint
import java.nio.file.Path
import org.scalatest.funsuite.AnyFunSuite

/** Savepoints, written and started from, where anything may fail between. */
class SavepointFaultsSuite extends AnyFunSuite {
  private def started(pieces: Pieces)(seed: Long, folder: Path): Seeds.Outcome = {
    var query: Option[FirstStartDriver.Moved] = None
    val world = new World(
      seed,
      pieces,
      folder,
      Seq(SinkPlace.Json),
      Setup.drawMoved,
      (world, number) => {
        if (query.isEmpty) query = Some(new FirstStartDriver.Moved(folder, world.setup))
        new FirstStartDriver(world, number, query.get)
      },
      sleeps = false // a query finds another one when it adds to a log, as its stand-in here does not
    )
    Seeds.outcome(seed, world)
  }

  test("a first start that was killed brings the state of its savepoint again, or is refused") {
    Seeds.check(this, Seeds(120))(started(new Pieces))
  }

  test("many first starts", LongRun) {
    Seeds.check(this, Seeds(5000))(started(new Pieces))
  }

  private val starts: Seq[(String, Pieces)] = Seq(
    ("a first start that was killed goes on with any savepoint, or none", KnownHoles.NamesNoSavepoint),
    ("a run that was started without a savepoint is begun with one, and forgets it", KnownHoles.LooksAtPlans)
  )

  for ((what, pieces) <- starts)
    test(s"known to find: $what") {
      val found = Seeds.first(1L to 2000L) { (seed, folder) =>
        val outcome = started(pieces)(seed, folder)
        if (outcome.wrong.exists(_.contains("is no row"))) outcome else Seeds.right(seed)
      }
      assert(found.nonEmpty)
    }

  private def made(make: (Path, Path) => Savepoint)(seed: Long, folder: Path): Seeds.Outcome = {
    val world = new SavepointWorld(seed, folder, make)
    Seeds.Outcome(seed, world.run(), world.toString)
  }

  test("there is no savepoint, or a whole one, which is that of the maker who says so") {
    Seeds.check(this, Seeds(200))(made(SavepointWorld.make))
  }

  test("many makers", LongRun) {
    Seeds.check(this, Seeds(5000))(made(SavepointWorld.make))
  }

  private val makers: Seq[(String, (Path, Path) => Savepoint, String)] = Seq(
    ("a savepoint that is written where it will be", SavepointWorld.makeInPlace, "is of version"),
    ("a savepoint that is moved into another one", SavepointWorld.makeAsOneMore, "and there is")
  )

  for ((what, make, message) <- makers)
    test(s"known to find: $what") {
      val found = Seeds.first(1L to 2000L)(made(make))
      assert(found.exists(_.wrong.exists(_.contains(message))), found.fold("nothing is found")(_.told))
    }
}
