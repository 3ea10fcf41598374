package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A range of records of one partition.
 *
 * @param partition the partition
 * @param from the first offset
 * @param until the offset after the last
 */
public record OffsetRange(
    @JsonProperty("partition") TopicPartition partition,
    @JsonProperty("from") long from,
    @JsonProperty("until") long until) {}
