package io.twinstream.faults

import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Engine
import io.twinstream.cli.RunCommand
import io.twinstream.engine.{RunSettings, Until, WriteGate}
import io.twinstream.recovery.{CheckpointMarker, Epoch}
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.kafka.KafkaClientSettings
import java.util.{Collections, Optional}
import org.apache.hadoop.conf.Configuration

/** What a driver has when its engine begins.
  *
  * @param apart
  *   for rows that must not take the place of those of an earlier driver
  */
final case class Started(
    run: String,
    sink: Sink[CountedWord],
    apart: Sink[CountedWord],
    epoch: Option[Epoch]
)

/** Our code that a seed drives, put together as `RunCommand` and the runners do it. A test of the harness
  * overrides one piece with what it was before it was mended.
  */
class Pieces {
  private val hadoop = new Configuration
  private val format = new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns)

  def sink(world: World, run: String): Sink[CountedWord] =
    OpenSinks.parse(
      world.sinkSpec,
      format,
      run,
      classOf[CountedWord],
      world.setup.job == Setup.Counts,
      KafkaClientSettings.NONE
    )

  /** Takes the checkpoint's folder, or goes on with it. */
  def start(world: World): Started = {
    val folder = FaultFs.uri(world.folder.resolve("checkpoint"))
    val marker = CheckpointMarker.of(
      folder,
      world.setup.job.toString,
      if (world.setup.engine == Setup.Classic) Engine.DSTREAM else Engine.STRUCTURED,
      Collections.singletonMap("--sink", world.setup.sink),
      hadoop
    )
    val rows = sink(world, marker.runId)
    rows.check()
    marker.claim(folder, hadoop)
    val epoch = Epoch.begin(folder, hadoop)
    takeOver(rows, epoch)
    val isFirst = epoch.number == 1
    Started(
      marker.runId,
      rows,
      if (isFirst) rows else sink(world, s"${marker.runId}after${epoch.number}"),
      Some(epoch)
    )
  }

  /** The same of a run that keeps its offsets elsewhere. */
  def startWithoutCheckpoint(world: World): Started = {
    val run = world.newRun()
    val rows = sink(world, run)
    rows.check()
    Started(run, rows, rows, None)
  }

  protected def takeOver(rows: Sink[CountedWord], epoch: Epoch): Unit =
    rows.takeOver(epoch.number, epoch.driver)

  def offsets(world: World, rows: Sink[CountedWord]): Offsets =
    if (world.setup.store == Setup.Checkpoint) new Offsets.InCheckpoint(rows)
    else new Offsets.Kept(world, rows)

  /** Returns what a runner writes each batch through.
    *
    * @param isOfEarlier
    *   tells of a batch whether an earlier driver may have written it
    * @param awaitCheckpoint
    *   returns when a driver could be recovered
    */
  def gate(
      world: World,
      started: Started,
      isOfEarlier: Long => Boolean,
      awaitCheckpoint: () => Unit
  ): (BatchRows[CountedWord], Long) => Unit = {
    val atSeam =
      started.copy(sink = new AtSeam(world, started.sink), apart = new AtSeam(world, started.apart))
    val gate = new WriteGate[CountedWord](
      settings(atSeam),
      (batch: Long) => isOfEarlier(batch),
      () => world.setup.isReplayable,
      () => awaitCheckpoint()
    )
    (rows, batch) => gate.write(rows, batch)
  }

  /** Spark serializes a checkpoint. */
  def checkpointing(started: Started): Unit = started.epoch.foreach(_.check())

  protected def settings(started: Started): RunSettings[CountedWord] = started.epoch match {
    case Some(epoch) =>
      new RunSettings(
        null,
        started.sink,
        started.apart,
        Optional.of(""),
        epoch,
        java.time.Duration.ZERO,
        Until.NEVER
      )
    case None =>
      new RunSettings(null, started.sink, Optional.empty[String], java.time.Duration.ZERO, Until.NEVER)
  }
}

/** A sink whose writes have the faults of their seam. It is behind the gate: nothing of a batch is run before
  * the gate is asked.
  */
private final class AtSeam(world: World, sink: Sink[CountedWord]) extends Sink[CountedWord] {
  override def write(rows: BatchRows[CountedWord], batch: Long): Unit =
    world.faults.at(Seam.write)(sink.write(rows, batch))

  override def giveUp(): Unit = sink.giveUp()
}
