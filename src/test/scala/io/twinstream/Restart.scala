package io.twinstream

import io.twinstream.api.{Engine, Job}
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.ConcurrentHashMap
import scala.collection.JavaConverters._

/** A run in virtual time that is stopped in the middle and goes on from its checkpoint. */
object Restart {

  /** Returns the newest row of each key that the two runs wrote, after the first was stopped early.
    *
    * @param lines
    *   of a recording
    * @param stopAt
    *   the batch time at which the first run is asked to stop
    * @param afterBatch
    *   called with the batch time when its rows are written, before the next batch begins
    */
  def lastRows[R, K](
      job: Job[R],
      engine: Engine,
      lines: Seq[String],
      stopAt: Long,
      folder: Path,
      options: Seq[String] = Seq.empty,
      afterBatch: Long => Unit = (_: Long) => ()
  )(key: R => K): Map[K, R] = {
    val file = TempFolder.write(folder.resolve("input.recording"), lines.map(_ + "\n").mkString)
    KeptRows.rows.clear()
    KeptRows.afterBatch = afterBatch
    val first = run(job, engine, file, folder, options, stopAt)
    val second = run(job, engine, file, folder, options, Long.MaxValue)
    assert(first > 0 && second > 0, s"$first batches before the restart, $second after it")
    KeptRows.ofType[R].toSeq.sortBy(_._1).flatMap(_._2).map(row => key(row) -> row).toMap
  }

  private def run[R](
      job: Job[R],
      engine: Engine,
      file: Path,
      folder: Path,
      arguments: Seq[String],
      stopAt: Long
  ): Int = {
    val stop = new StopRequest
    @volatile var batches = 0
    val listener = new RunListener {
      override def batchCompleted(batch: RunListener.Batch): Unit = {
        batches += 1
        if (batch.batch >= stopAt) stop.request()
      }
    }
    val settings = new RunSettings[R](
      new RecordingSource(Recording.open(file, TwinSession.interval)),
      new KeptRows[R],
      Optional.of(folder.resolve("checkpoint").toString),
      TwinSession.interval,
      Until.END
    )
    val options = TwinSession.parsed(job, arguments)
    engine match {
      case Engine.DSTREAM =>
        DStreamRunner.run(job.dstream(options), settings, TwinSession.session, listener, stop)
      case _ =>
        StructuredRunner.run(job.structured(options), settings, TwinSession.session, listener, stop)
    }
    batches
  }
}

/** Keeps the rows of each batch; in a checkpoint it is empty, so the rows are the object's. */
class KeptRows[R] extends Sink[R] {
  override def write(rows: BatchRows[R], batch: Long): Unit = {
    KeptRows.rows.put(batch, rows.collect().asScala.toSeq)
    KeptRows.afterBatch(batch)
  }
}

object KeptRows {
  val rows = new ConcurrentHashMap[Long, Seq[Any]]
  @volatile var afterBatch: Long => Unit = (_: Long) => ()

  /** Returns the rows of each batch of the newest runs, which were of that type. */
  def ofType[R]: Map[Long, Seq[R]] = rows.asScala.toMap.map { case (batch, each) =>
    batch -> each.asInstanceOf[Seq[R]]
  }
}
