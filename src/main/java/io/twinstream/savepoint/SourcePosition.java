package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Where a source stood at the cut.
 *
 * @param number its number in the old application, from 0
 * @param kind {@code kafka}, {@code files}, {@code recording}, or what else it was
 * @param description what is known of it, such as a directory
 * @param offsets of Kafka: the next offset of every partition
 * @param uncertain of Kafka: records behind the cut that the old application may have put out
 *     already; they are read again
 * @param files of files: those that were read, as far as the checkpoint remembers
 * @param filesBefore of files: what was modified before this time was read or passed over, but for
 *     the uncertain ones; epoch milliseconds, 0 where every file is remembered
 * @param uncertainFiles of files: those behind the cut that the old application may have read
 *     already; they are read again
 */
public record SourcePosition(
    @JsonProperty("number") int number,
    @JsonProperty("kind") String kind,
    @JsonProperty("description") SortedMap<String, String> description,
    @JsonProperty("offsets") List<PartitionOffset> offsets,
    @JsonProperty("uncertain") List<OffsetRange> uncertain,
    @JsonProperty("files") SortedSet<String> files,
    @JsonProperty("filesBefore") long filesBefore,
    @JsonProperty("uncertainFiles") SortedSet<String> uncertainFiles) {}
