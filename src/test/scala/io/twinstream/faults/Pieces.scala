package io.twinstream.faults

import io.twinstream.jobs.Jobs
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.run.{CheckpointMarker, Engine}
import io.twinstream.sink.{RowFormat, Sink, Sinks}
import io.twinstream.source.KafkaClientSettings
import java.util.Collections
import org.apache.hadoop.conf.Configuration

/** Our code that a seed drives, as a runner puts it together. A test of the harness overrides one with what
  * it was before it was mended.
  */
class Pieces {
  private val hadoop = new Configuration
  private val format = new RowFormat(Jobs.WORD_COUNT.keyColumns, Jobs.WORD_COUNT.valueColumns)

  def sink(world: World, run: String): Sink[CountedWord] =
    Sinks.parse(
      world.sinkSpec,
      format,
      run,
      classOf[CountedWord],
      world.setup.job == Setup.Counts,
      KafkaClientSettings.NONE
    )

  def offsets(world: World, rows: Sink[CountedWord]): Offsets =
    if (world.setup.store == Setup.Checkpoint) new Offsets.InCheckpoint(rows)
    else new Offsets.Kept(world, rows)

  /** Takes the checkpoint's folder for this run, or goes on with it; returns the run's id. */
  def claim(world: World): String = {
    val folder = FaultFs.uri(world.folder.resolve("checkpoint"))
    val engine = if (world.setup.engine == Setup.Classic) Engine.DSTREAM else Engine.STRUCTURED
    val marker = CheckpointMarker.of(
      folder,
      world.setup.job.toString,
      engine,
      Collections.singletonMap("--sink", world.setup.sink),
      hadoop
    )
    marker.claim(folder, hadoop)
    marker.runId
  }

  def gated(sink: Sink[CountedWord], world: World): Sink[CountedWord] = sink
}
