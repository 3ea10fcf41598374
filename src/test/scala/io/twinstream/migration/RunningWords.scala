package io.twinstream.migration

import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Engine
import io.twinstream.engine.{
  DStreamRunner,
  RunListener,
  RunSettings,
  SavepointStart,
  StopRequest,
  StructuredRunner,
  Until
}
import io.twinstream.recovery.CheckpointMarker
import io.twinstream.savepoint.Savepoints
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.time.Duration
import java.util.{Collections, Optional}
import scala.collection.JavaConverters._

/** Runs running-word-count in virtual time with a checkpoint. */
object RunningWords {

  /** Runs one engine over batches of a second; returns each word's newest total, and leaves the checkpoint.
    */
  def run(
      engine: Engine,
      batches: Seq[Seq[String]],
      checkpoint: Path,
      savepoint: Option[Path] = None
  ): Map[String, Long] =
    TempFolder.use { folder =>
      val lines = for ((batch, k) <- batches.zipWithIndex; line <- batch) yield s"${k * 1000}\t$line\n"
      val source = new RecordingSource(
        Recording.open(TempFolder.write(folder.resolve("r"), lines.mkString), TwinSession.interval)
      )
      val job = RunningWordCountJob.JOB
      val hadoop = TwinSession.session.sparkContext.hadoopConfiguration
      CheckpointMarker
        .of(checkpoint.toString, job.name, engine, Collections.emptyMap[String, String], hadoop)
        .claim(checkpoint.toString, hadoop)
      val totals = new scala.collection.mutable.HashMap[String, Long]
      val sink = new Sink[CountedWord] {
        override def write(rows: BatchRows[CountedWord], batch: Long): Unit =
          rows.collect().asScala.foreach(row => totals(row.getWord) = row.getCount)
      }
      val options = job.newOptions
      val stop = new StopRequest
      val begin = savepoint.map(from =>
        SavepointStart.at(
          from.toString,
          Savepoints.read(from.toString, hadoop),
          source,
          engine,
          Duration.ZERO
        )
      )
      val settings =
        new RunSettings(source, sink, Optional.of(checkpoint.toString), TwinSession.interval, Until.END)
          .from(begin.getOrElse(SavepointStart.NONE))
      engine match {
        case Engine.DSTREAM =>
          DStreamRunner.run(job.dstream(options), settings, TwinSession.session, RunListener.NONE, stop)
        case _ =>
          StructuredRunner.run(job.structured(options), settings, TwinSession.session, RunListener.NONE, stop)
      }
      totals.toMap
    }
}
