package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The position of a source at the cut.
 *
 * @param number its number in the old application, from 0
 * @param kind {@code kafka}, {@code files}, {@code recording} or another kind
 * @param description its known properties, such as a directory
 * @param offsets of Kafka: the next offset of every partition
 * @param uncertain of Kafka: records after the cut whose output the old application may already
 *     have written; they are read again
 * @param files of files: those that were read, as far as the checkpoint remembers
 * @param filesBeforeMillis of files: files modified before this time were read or skipped, except
 *     the uncertain ones; epoch milliseconds, 0 if every file is remembered
 * @param uncertainFiles of files: those after the cut that the old application may already have
 *     read; they are read again
 */
public record SourcePosition(
    @JsonProperty("number") int number,
    @JsonProperty("kind") String kind,
    @JsonProperty("description") SortedMap<String, String> description,
    @JsonProperty("offsets") List<PartitionOffset> offsets,
    @JsonProperty("uncertain") List<OffsetRange> uncertain,
    @JsonProperty("files") SortedSet<String> files,
    @JsonProperty("filesBeforeMillis") @JsonAlias("filesBefore") long filesBeforeMillis,
    @JsonProperty("uncertainFiles") SortedSet<String> uncertainFiles) {
  /** Returns what of a partition is uncertain. */
  public Optional<OffsetRange> uncertain(TopicPartition partition) {
    return uncertain.stream().filter(range -> range.partition().equals(partition)).findFirst();
  }
}
