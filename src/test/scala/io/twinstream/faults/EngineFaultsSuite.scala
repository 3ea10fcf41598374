package io.twinstream.faults

import io.twinstream.{LongRun, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.{CountedWord, DStreamWordCount}
import io.twinstream.api.Engine
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, Until}
import io.twinstream.recovery.Epoch
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.{Files, Path}
import java.util.Optional
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable

/** Jobs on both engines in virtual time, with faults in the file systems of their sinks and checkpoints. */
class EngineFaultsSuite extends AnyFunSuite {

  private val moves = mutable.Map.empty[Engine, Set[String]].withDefaultValue(Set.empty)

  private def run(seed: Long, folder: Path): Seeds.Outcome = {
    val world = new EngineWorld(seed, folder)
    val wrong = world.run()
    moves(world.engine) ++= Moves.of(world.history.writes, EngineModel.time(0))
    Seeds.Outcome(seed, wrong, world.toString)
  }

  test("no row is lost, written twice or wrong") {
    Seeds.check(this, Seeds(40))(run)
  }

  test("the same with many seeds", LongRun) {
    Seeds.check(this, Seeds(1000))(run)
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

  test("a classic driver that was taken over writes no checkpoint any more") {
    TempFolder.use { folder =>
      val checkpoint = Files.createDirectory(folder.resolve("checkpoint"))
      val hadoop = TwinSession.session.sparkContext.hadoopConfiguration
      val recording = (0 until 5).map(k => s"${1000 * k}\ta\n").mkString
      val ignored = new Sink[CountedWord] {
        override def write(rows: BatchRows[CountedWord], batch: Long): Unit =
          if (batch == 2000) { Epoch.begin(checkpoint.toString, hadoop); () }
      }
      val settings = new RunSettings[CountedWord](
        new RecordingSource(
          Recording.open(TempFolder.write(folder.resolve("r"), recording), TwinSession.interval)
        ),
        ignored,
        ignored,
        Optional.of(checkpoint.toString),
        Epoch.begin(checkpoint.toString, hadoop),
        TwinSession.interval,
        Until.END
      )
      val ended = intercept[UserError](
        DStreamRunner.run(
          new DStreamWordCount,
          settings,
          TwinSession.session,
          RunListener.NONE,
          new StopRequest
        )
      )
      assert(ended.getMessage.contains("another driver has taken it over"))
      val written = SinkPlace.list(checkpoint).map(_.getFileName.toString).filter(_.startsWith("checkpoint-"))
      assert(written.contains("checkpoint-1000") && !written.exists(_.startsWith("checkpoint-3000")), written)
    }
  }
}
