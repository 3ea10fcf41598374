package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Files
import java.util.concurrent.{ExecutorCompletionService, Executors}
import java.util.concurrent.atomic.{AtomicInteger, AtomicLong}
import org.scalatest.funsuite.AnyFunSuite

/** Drivers of all jobs are killed with SIGKILL: at random moments, and at file events of their checkpoint, of
  * their rows and of a savepoint that is being made. A seed says which job, engine, source, sink, place of
  * offsets, kills and moves. `TWINSTREAM_KILLS` says how many kills there are to be at least: 3 unless it is
  * set; `TWINSTREAM_KILL_SEED`, with which seed it begins: 1.
  */
@EndToEnd
class KillsEndToEndSuite extends AnyFunSuite {
  private val wanted = sys.env.get("TWINSTREAM_KILLS").map(_.toInt).getOrElse(3)
  private val firstSeed = sys.env.get("TWINSTREAM_KILL_SEED").map(_.toLong).getOrElse(1L)

  // A driver that starts keeps one core busy.
  private val atOnce = 2

  test(s"$wanted kills from seed $firstSeed: nothing is lost and nothing counted twice", LongRun) {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val ground = new KillGround(folder, Broker.shared, postgres)
        val kills = new AtomicInteger
        val seeds = new AtomicLong(firstSeed)
        val pool = Executors.newFixedThreadPool(atOnce)
        val done = new ExecutorCompletionService[Option[KillOutcome]](pool)
        def next(): Unit = {
          done.submit { () =>
            if (kills.get >= wanted) None
            else {
              val outcome = new KillSeed(seeds.getAndIncrement(), ground).run()
              kills.addAndGet(outcome.kills)
              Some(outcome)
            }
          }
          ()
        }
        var outcomes = Seq.empty[KillOutcome]
        try {
          (1 to atOnce).foreach(_ => next())
          var running = atOnce
          while (running > 0) {
            done.take().get() match {
              case Some(outcome) =>
                outcomes :+= outcome
                note(outcome.toString) // at once, as this takes long
                next()
              case None => running -= 1
            }
          }
        } finally {
          pool.shutdownNow()
          ground.close()
        }
        info(
          s"${outcomes.size} seeds, ${outcomes.map(_.kills).sum} kills, ${outcomes.map(_.moves).sum} moves: " +
            s"lost ${outcomes.map(_.lost).sum}, twice ${outcomes.map(_.twice).sum}"
        )
        val failed = outcomes.filterNot(_.isRight)
        assert(failed.isEmpty, failed.map(_.report).mkString("\n"))
      }
    }
  }

  test("file events: it is done at the n-th, in folders that are made meanwhile too") {
    TempFolder.use { folder =>
      @volatile var found = 0
      val events = new FileEvents(folder, 3)({ found = Files.list(folder.resolve("a")).count().toInt })
      try {
        Files.createDirectory(folder.resolve("a"))
        // Until the folder is watched, what is made in it is no event.
        val deadline = System.nanoTime + 20000000000L
        var made = 0
        while (!events.hasHappened && System.nanoTime < deadline) {
          TempFolder.write(folder.resolve("a").resolve(s"file-$made"), "x")
          made += 1
          java.util.concurrent.locks.LockSupport.parkNanos(1000000L)
        }
        assert(events.hasHappened && found >= 1)
      } finally events.close()
    }
  }
}

/** What came of a seed. */
final case class KillOutcome(
    seed: Long,
    what: String,
    moments: Seq[String],
    moves: Int,
    lost: Long,
    twice: Long,
    says: String
) {
  def kills: Int = moments.size

  def isRight: Boolean = lost == 0 && twice == 0 && says.isEmpty

  override def toString: String =
    s"seed $seed: $what: $kills kills (${moments.mkString(", ")}), $moves moves: lost $lost, twice $twice" +
      (if (isRight) "" else s"\n$says")

  def report: String =
    s"$this\nalone: TWINSTREAM_KILLS=1 TWINSTREAM_KILL_SEED=$seed bin/test --long " +
      classOf[KillsEndToEndSuite].getName
}
