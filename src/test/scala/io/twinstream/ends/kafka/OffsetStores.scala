package io.twinstream.ends.kafka

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.{Sink, TopicIds}
import io.twinstream.ends.jdbc.OffsetsInTable
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

  /** A consumer group that is not in Kafka. */
  trait Group {
    def load(): Map[TopicPartition, Long]
    def commit(offsets: Map[TopicPartition, Long]): Unit
  }

  def inGroup(group: Group, rows: Sink[CountedWord]): OffsetStores = {
    val offsets = new CommittedOffsets {
      override def load(): java.util.Map[TopicPartition, java.lang.Long] =
        group.load().map { case (at, offset) => at -> Long.box(offset) }.asJava
      override def commit(offsets: java.util.Map[TopicPartition, java.lang.Long]): Unit =
        group.commit(offsets.asScala.toMap.map { case (at, offset) => at -> offset.longValue })
    }
    new OffsetStores(new OffsetsInGroup(offsets, rows))
  }

  def inTable(name: String, rows: Sink[CountedWord]): OffsetStores =
    new OffsetStores(new OffsetsInTable(rows, name, TopicIds.none))
}
