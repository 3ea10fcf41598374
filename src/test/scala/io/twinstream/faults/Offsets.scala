package io.twinstream.faults

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.sink.Sink

/** Where a classic run keeps its offsets. */
abstract class Offsets {

  /** The record that it goes on with. */
  def load(): Int = 0

  def sink(rows: Sink[CountedWord]): Sink[CountedWord] = rows

  /** A batch is generated: the direct stream sends what it was given to commit. */
  def generating(): Unit = ()

  /** A batch's job begins. */
  def running(batch: Planning): Unit = ()

  def flush(): Unit = ()
}

object Offsets {
  object InCheckpoint extends Offsets
}
