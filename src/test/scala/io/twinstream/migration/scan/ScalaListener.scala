package io.twinstream.migration.scan

import org.apache.spark.streaming.scheduler.{StreamingListener, StreamingListenerBatchCompleted}

/** Overrides one callback of nine. Compiled only, never run. */
class ScalaListener extends StreamingListener {
  override def onBatchCompleted(completed: StreamingListenerBatchCompleted): Unit = println(completed)
}
