package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** A job that gets twice what it can do, with and without backpressure: real processes, a real receiver.
  *
  * `TWINSTREAM_BACKPRESSURE_SECONDS=120` makes the long run of the documentation.
  */
@EndToEnd
class BackpressureEndToEndSuite extends AnyFunSuite {
  private val seconds = sys.env.getOrElse("TWINSTREAM_BACKPRESSURE_SECONDS", "20").toInt
  private val batch =
    """schedulingDelayMillis=(\d+), queued=(\d+), ratePerSecond=OptionalLong(?:\.empty|\[(\d+)])""".r
  private val heap = """heap (\d+) MiB""".r

  private final case class Batch(delayMillis: Long, queued: Int, rate: Option[Long])

  private def classPath: String = {
    val target = if (sys.env.get("TWINSTREAM_SPARK").contains("4")) "target/spark-4" else "target"
    Seq("test-classes", "twinstream-app.jar", "spark/jars/*")
      .map(Bin.home.resolve(target).resolve(_))
      .mkString(":")
  }

  private def start(folder: Path, port: Int, backpressure: Boolean): Bin.Running = Bin.start(
    folder,
    Seq(s"${sys.props("java.home")}/bin/java", s"@${Bin.home.resolve("conf/jvm.options")}", "-Xmx512m") ++
      Seq(s"-Dlog4j2.configurationFile=${Bin.home.resolve("conf/log4j2.properties")}") ++
      Seq("-cp", classPath, "io.twinstream.endtoend.SlowJob", "--source", s"receiver:localhost:$port") ++
      Seq("--sink", s"json:${folder.resolve(s"out-$backpressure")}", "--batch-interval", "500ms") ++
      Seq("--until", s"duration=${seconds}s", "--conf", "spark.master=local[2]") ++
      Seq("--conf", s"spark.streaming.backpressure.enabled=$backpressure") ++
      Seq("--conf", s"spark.streaming.backpressure.initialRate=${SlowJob.linesPerSecond}") ++
      Seq("--conf", "spark.streaming.gracefulStopTimeout=1s"),
    Map("TWINSTREAM_BATCH_LOG" -> "info")
  )

  /** The batches until the job began to stop. */
  private def batches(running: Bin.Running): Seq[Batch] = {
    val untilStop = running.err.split("stopping:").head
    batch
      .findAllMatchIn(untilStop)
      .map(m => Batch(m.group(1).toLong, m.group(2).toInt, Option(m.group(3)).map(_.toLong)))
      .toList
  }

  private def heaps(running: Bin.Running): Seq[Long] =
    heap.findAllMatchIn(running.err).map(_.group(1).toLong).toSeq

  test(
    "at twice its capacity a job keeps its delay bounded by backpressure, and falls behind without it",
    LongRun
  ) {
    TempFolder.use { folder =>
      val text = folder.resolve("text")
      val line = ("x" * 999) + "\n"
      val lines = 2 * SlowJob.linesPerSecond.toInt * seconds
      Files.write(text, java.util.Collections.nCopies(lines, line.trim))
      val runs = for (backpressure <- Seq(true, false)) yield {
        val port = Bin.freePort()
        val rate = (2 * SlowJob.linesPerSecond).toString
        val feed =
          Bin.start(
            folder,
            Seq(
              "bin/twinstream",
              "feed",
              text.toString,
              "--to",
              s"socket:$port",
              "--rate",
              rate,
              "--clients",
              "1"
            )
          )
        (start(folder, port, backpressure), feed)
      }
      val results = runs.map { case (run, feed) =>
        val result = run.await()
        feed.signal("TERM")
        feed.await()
        assert(batches(run).nonEmpty, result)
        (run, result)
      }
      val Seq(with_, without) = results.map { case (run, _) => batches(run) }
      for (
        (name, (run, _), all) <- Seq(("with   ", results.head, with_), ("without", results.last, without))
      ) {
        val quarters =
          all.grouped(math.max(1, all.size / 4)).take(4).map(_.map(_.delayMillis).max).mkString(", ")
        val memory = heaps(run).drop(heaps(run).size / 2)
        info(
          s"$name backpressure: ${all.size} batches in $seconds s, greatest delay of each quarter $quarters ms, " +
            s"queue at the end ${all.last.queued}, rate at the end ${all.last.rate.getOrElse("none")}, " +
            s"heap in the second half ${memory.min} to ${memory.max} MiB"
        )
      }
      assert(with_.last.rate.exists(_ < 2 * SlowJob.linesPerSecond), with_)
      assert(without.forall(_.rate.isEmpty))
      val half = without.size / 2
      assert(
        without.last.delayMillis > without(half).delayMillis && without.last.queued > without(
          half / 2
        ).queued,
        without
      )
      assert(with_.takeRight(3).map(_.delayMillis).max < without.last.delayMillis / 2, s"$with_\n$without")
      // What was not done in time is said, and what backpressure held back was never taken.
      assert(results.last._2.exit == 3 && results.last._2.err.contains("pending"), results.last._2)
    }
  }
}
