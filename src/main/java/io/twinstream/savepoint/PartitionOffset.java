package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The next offset of a partition.
 *
 * @param partition the partition
 * @param offset the offset of the next record to read
 */
public record PartitionOffset(
    @JsonProperty("partition") TopicPartition partition, @JsonProperty("offset") long offset) {}
