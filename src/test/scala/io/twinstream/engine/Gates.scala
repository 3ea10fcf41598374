package io.twinstream.engine

import io.twinstream.api.{BatchRows, Sink}

/** The gate before a run's sink, for tests that are not of this package. */
final class Gates[R](
    settings: RunSettings[R],
    isOfEarlierDriver: Long => Boolean,
    isReplayable: => Boolean,
    beforeFirst: () => Unit
) {
  private val gate = new WriteGate[R](
    settings,
    (batch: Long) => isOfEarlierDriver(batch),
    () => isReplayable,
    () => beforeFirst()
  )

  def write(rows: BatchRows[R], batch: Long): Unit = gate.write(rows, batch)

  def writeBeside[T](sink: Sink[T], records: BatchRows[T], batch: Long): Unit =
    gate.writeBeside(sink, records, batch)
}
