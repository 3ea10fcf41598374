package io.twinstream.faults

import io.twinstream.LongRun
import io.twinstream.endtoend.Bin
import io.twinstream.local.servers.LocalPostgres
import java.nio.file.Path
import java.util.logging.{Level, Logger}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** The same with a real PostgreSQL whose connections break, the table of offsets and of writers included. */
class JdbcFaultsSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val server = LocalPostgres.start(Bin.home.resolve("target/postgres/programs"), 0, null)
  private lazy val table = Seq(new SinkPlace.Jdbc(server))

  // Kept, as a logger that nobody holds forgets its level; it tells of every broken connection.
  private val driver = Logger.getLogger("org.postgresql")

  override protected def beforeAll(): Unit = driver.setLevel(Level.OFF)

  override protected def afterAll(): Unit = {
    driver.setLevel(null)
    server.close()
  }

  private def run(seed: Long, folder: Path): Seeds.Outcome =
    Seeds.outcome(seed, new World(seed, new Pieces, folder, table))

  test("no record is lost or counted twice") {
    Seeds.check(this, Seeds(150))(run)
  }

  test("the same with many seeds", LongRun) {
    Seeds.check(this, Seeds(3000))(run)
  }

  private val holes: Seq[(String, Pieces, Setup => Boolean)] = Seq(
    (
      "totals of a failed batch replace newer ones",
      new KnownHoles.GoesOn,
      setup => setup.engine == Setup.Classic && setup.job == Setup.Totals && setup.store == Setup.Checkpoint
    ),
    (
      "a driver that was taken for dead writes over its successor's rows",
      KnownHoles.KnowsNoEpoch,
      _.store == Setup.Checkpoint
    ),
    (
      "two runs under one name count records twice",
      KnownHoles.HasNoOwner,
      _.store == Setup.Table
    )
  )

  for ((what, pieces, isOf) <- holes)
    test(s"known to find: $what", LongRun.unless(what.startsWith("two runs")): _*) {
      val found = Seeds.first(1L to 2000L) { (seed, folder) =>
        val world = new World(seed, pieces, folder, table)
        if (isOf(world.setup)) Seeds.outcome(seed, world) else Seeds.right(seed)
      }
      assert(found.exists(_.wrong.exists(_.contains("expected"))), found.fold("nothing is found")(_.told))
    }
}
