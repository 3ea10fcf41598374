package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.endtoend.FollowedPrograms._
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable

/** Two programs that write 5,000 rows a second each, for minutes. */
@EndToEnd
class FollowLongEndToEndSuite extends AnyFunSuite {
  private val minutes = sys.env.getOrElse("TWINSTREAM_FOLLOW_MINUTES", "10").toInt
  private val perSecond = sys.env.getOrElse("TWINSTREAM_FOLLOW_ROWS", "5000").toInt
  private val intervalMillis = 10000L

  /** The heap that is left after a full collection, in KiB. */
  private def heap(pid: Long): Long = {
    def jcmd(what: String*) = {
      val process =
        new ProcessBuilder((Seq("jcmd", pid.toString) ++ what): _*).redirectErrorStream(true).start()
      val said = new String(process.getInputStream.readAllBytes)
      assert(process.waitFor() == 0, said)
      said
    }
    jcmd("GC.run")
    "used (\\d+)K".r.findAllMatchIn(jcmd("GC.heap_info")).toSeq.map(_.group(1).toLong).dropRight(2).sum
  }

  test(
    s"$minutes minutes at $perSecond rows/s on both sides, the database restarted twice, the run killed once",
    LongRun
  ) {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val programs = new FollowedPrograms(Broker.shared, postgres, "long_live", perSecond)
        val follow = new FollowProcess(
          folder,
          programs,
          Seq("--until", "settled=15s", "--state", folder.resolve("state").toString): _*
        )
        val random = new scala.util.Random(1)
        val made = mutable.Buffer.empty[Long]
        val heaps = mutable.Buffer.empty[Long]
        // Of these the way to be found is free: a side was away, or the run itself.
        val disturbed = mutable.Buffer.empty[(Long, Long)]
        var checks = 0
        val began = System.currentTimeMillis
        def minute: Double = (System.currentTimeMillis - began) / 60000.0
        def disturb(work: => Unit): Unit = {
          val from = System.currentTimeMillis
          work
          follow.watchUntil("all is well again", 180)(
            _.exists(s =>
              s.get("right").get("problem").isNull && s.get("open").asLong < 8 * perSecond &&
                s.get("at").asLong > System.currentTimeMillis - intervalMillis
            )
          )
          disturbed += from -> System.currentTimeMillis
        }
        def restart(): Unit = {
          postgres.stop()
          follow.watchUntil("the database is away", 60)(_.exists(!_.get("right").get("problem").isNull))
          postgres.startAgain()
        }
        try {
          follow.watchUntil("the run has begun", 120)(_.exists(_.get("matched").asLong > 0))
          disturbed += began -> System.currentTimeMillis
          val events = mutable.Queue[(Double, () => Unit)](
            0.3 -> (() => restart()),
            0.5 -> (() => follow.killAndStartAgain()),
            0.7 -> (() => restart())
          )
          var next = System.currentTimeMillis
          while (minute < minutes) {
            follow.watchUntil("a second", 60)(_ => System.currentTimeMillis > next)
            // Of all, and not only of those that the page has room for.
            follow.status.foreach { shown =>
              val at = shown.get("at").asLong - 2 * intervalMillis
              val isCalm = !disturbed.exists { case (from, to) =>
                at > from - intervalMillis && at < to + intervalMillis
              }
              val due = made.count(n => programs.wroteAt(n).exists(_ < at))
              if (isCalm) {
                checks += 1
                assert(shown.get("different").asLong >= due, s"$due were made two intervals before $shown")
              }
            }
            next += 1000
            if (random.nextInt(5) == 0)
              made += programs.injure(Seq(MissingLeft, MissingRight, Changed)(random.nextInt(3)))
            if (heaps.isEmpty && minute > minutes * 0.55) heaps += heap(follow.running.pid)
            if (events.nonEmpty && minute > events.head._1 * minutes) disturb(events.dequeue()._2())
          }
          follow.watchUntil("all differences are found", 60)(_.exists(_.get("different").asLong == made.size))
          heaps += heap(follow.running.pid)
          assert(events.isEmpty, "not everything has happened that was to disturb the run")
          programs.end()
          val due = minutes * 60L * perSecond
          assert(programs.rows.values.forall(_ >= due), s"${programs.rows}, and $due were due")
          val result = follow.running.await(600)
          assert(result.err.contains("going on with the state in"), result.err)
          val took = made.filter(n => follow.found.contains(programs.id(n))).map { n =>
            (n, programs.wroteAt(n).get, follow.found(programs.id(n)) - programs.wroteAt(n).get)
          }
          val calm = took.filterNot { case (_, at, _) =>
            disturbed.exists { case (from, to) => at > from - 2 * intervalMillis && at < to }
          }
          val slowest = calm.map(_._3).sorted
          val ticks = result.err.linesIterator.filter(_.contains(" matched ")).toSeq
          info(
            s"rows: ${programs.rows}; differences made ${made.size}, shown ${took.size}, in calm ${calm.size}; $checks times all that were due"
          )
          assert(checks > 60 * minutes / 3, checks)
          info(
            s"found after ${slowest.headOption} to ${slowest.lastOption} ms, median ${slowest.drop(slowest.size / 2).headOption}"
          )
          info(
            s"heap after GC: ${heaps.map(kib => s"${kib / 1024} MiB").mkString(", ")}; peak memory ${follow.running.peakMemory}"
          )
          info(s"${ticks.size} ticks; ${ticks.lastOption}")
          assert(result.exit == 1 && result.out.contains(s"DIFFERENT"), result)
          assert(slowest.last <= 2 * intervalMillis + 5000, slowest.takeRight(5))
          assert(heaps.last < heaps.head * 1.3 + 32 * 1024, heaps)
          val verdict =
            "([\\d,]+) changed, ([\\d,]+) only left, ([\\d,]+) only right".r.findFirstMatchIn(result.out)
          assert(verdict.exists(_.subgroups.map(_.replace(",", "").toLong).sum == made.size), result.out)
        } finally {
          follow.kill()
          programs.kill()
        }
      }
    }
  }
}
