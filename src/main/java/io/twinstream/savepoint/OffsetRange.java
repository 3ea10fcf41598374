package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Records of one partition.
 *
 * @param partition the partition
 * @param from the first offset
 * @param until the offset behind the last
 */
public record OffsetRange(
    @JsonProperty("partition") TopicPartition partition,
    @JsonProperty("from") long from,
    @JsonProperty("until") long until) {}
