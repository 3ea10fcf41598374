package io.twinstream.engine

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Sink
import io.twinstream.ends.jdbc.JdbcSink
import io.twinstream.api.TopicIds
import io.twinstream.ends.kafka.CommittedOffsets
import org.apache.kafka.common.TopicPartition
import scala.collection.JavaConverters._

/** The stores of `--offsets`, for tests that are not of this package. */
final class OffsetStores private (kept: OffsetKeeper[CountedWord]) {
  def load(): Map[TopicPartition, Long] = kept.load().asScala.toMap.map { case (at, offset) =>
    at -> offset.longValue
  }
  def begin(at: TopicPartition, offset: Long): Unit =
    kept.begin(Map(at -> Long.box(offset)).asJava)
  def sink: Sink[CountedWord] = kept.sink()
  def flush(): Unit = kept.flush()
}

object OffsetStores {
  def inGroup(group: CommittedOffsets, rows: Sink[CountedWord]): OffsetStores =
    new OffsetStores(new OffsetsInGroup(group, rows))

  def inTable(name: String, rows: Sink[CountedWord]): OffsetStores =
    new OffsetStores(
      new OffsetsInTable(rows.asInstanceOf[JdbcSink[CountedWord]], name, TopicIds.none)
    )
}
