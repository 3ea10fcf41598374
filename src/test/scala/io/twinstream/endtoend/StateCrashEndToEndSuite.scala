package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Path
import java.util.Random
import org.scalatest.funsuite.AnyFunSuite

/** A job with state on a source that can be read again: its driver is killed with SIGKILL at random moments
  * and started again from its checkpoint until the input is over; then every row of every batch must be what
  * it is without a crash. `TWINSTREAM_CRASH_ROUNDS` says how many kills: 1 unless it is set.
  */
@EndToEnd
class StateCrashEndToEndSuite extends AnyFunSuite {
  private val kills = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)
  private val batches = 60 + 30 * kills
  private val seed = 20260102L

  /** Batch k has the word `a` once, and the word `k mod 7`. */
  private def recording(folder: Path): Path =
    TempFolder.write(folder.resolve("r"), (0 until batches).map(k => s"${1000L * k}\ta ${k % 7}\n").mkString)

  private val expected: Set[(Long, String, Long)] =
    (0 until batches).flatMap { k =>
      Seq((1000L * (k + 1), "a", k + 1L), (1000L * (k + 1), (k % 7).toString, k / 7 + 1L))
    }.toSet

  private def rows(out: Path): Seq[(Long, String, Long)] =
    Rows.in(out).map(r => (r.get("batch").asLong, r.get("word").asText, r.get("count").asLong))

  for (engine <- Seq("dstream", "structured")) {
    test(s"$engine: totals are exact after $kills kills", LongRun) {
      TempFolder.use { folder =>
        val random = new Random(seed)
        val out = folder.resolve("out")
        val command = Seq("bin/twinstream", "run", "running-word-count", "--engine", engine) ++
          Seq("--source", s"recording:${recording(folder)}", "--sink", s"json:$out") ++
          Seq("--checkpoint", folder.resolve("checkpoint").toString)
        for (_ <- 1 to kills) {
          val running = Bin.start(folder, command)
          // The moment is random in batches, so that it does not depend on the machine.
          val more = rows(out).size + 2 + random.nextInt(30)
          Bin.eventually(running)(rows(out).size >= more)
          running.signal("KILL")
          assert(running.await().exit == 137)
        }
        val last = Bin.start(folder, command).await()
        assert(last.exit == 0, last)
        val written = rows(out)
        val lost = expected.size - written.toSet.intersect(expected).size
        info(s"$engine: ${expected.size} rows expected, ${written.size} written, $lost lost, $kills kills")
        assert(written.toSet == expected && written.size == expected.size)
      }
    }
  }
}
