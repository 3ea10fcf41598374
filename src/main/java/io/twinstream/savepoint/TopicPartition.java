package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;

/**
 * A partition of a Kafka topic.
 *
 * @param topic the topic
 * @param partition its number
 */
public record TopicPartition(
    @JsonProperty("topic") String topic, @JsonProperty("partition") int partition)
    implements Comparable<TopicPartition> {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  @Override
  public int compareTo(TopicPartition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
