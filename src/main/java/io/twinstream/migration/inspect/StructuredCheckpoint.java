package io.twinstream.migration.inspect;

import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a checkpoint of a streaming query holds.
 *
 * @param folder the folder, as it was given
 * @param marker whose checkpoint it is, if twinstream ran the query
 * @param queryId the query's id
 * @param committed the newest micro-batch that was committed; empty if none was
 * @param uncommitted the micro-batch that was begun and not committed; empty if none was
 * @param watermarkMillis the event-time watermark of the newest micro-batch, 0 for none
 * @param committedWatermarkMillis that of the newest micro-batch that was committed, 0 for none
 * @param sources the query's sources
 * @param states the operators with state
 * @param settings the configuration that the newest micro-batch froze
 * @param notUnderstood what could not be read, and why
 */
public record StructuredCheckpoint(
    String folder,
    Optional<CheckpointMarker> marker,
    String queryId,
    OptionalLong committed,
    OptionalLong uncommitted,
    long watermarkMillis,
    long committedWatermarkMillis,
    List<Source> sources,
    List<State> states,
    List<Checkpoint.Setting> settings,
    List<String> notUnderstood)
    implements Checkpoint {

  /**
   * A source of the query.
   *
   * @param number from 0, in the order of the query
   * @param name what the program calls it; empty for a source without a name, and for all before
   *     version v2 of the offset log
   * @param kind {@code kafka}, {@code files} or {@code other}
   * @param committed where the newest committed micro-batch ended, as the source wrote it; empty
   *     for a source that had nothing yet
   * @param uncommitted where the begun micro-batch will end
   * @param offsets the committed offset of each partition; empty for others than Kafka
   * @param begun the offset of each partition where the begun micro-batch will end
   * @param files the files that were read by committed micro-batches; empty for others than files
   */
  public record Source(
      int number,
      Optional<String> name,
      String kind,
      Optional<String> committed,
      Optional<String> uncommitted,
      SortedMap<TopicPartition, Long> offsets,
      SortedMap<TopicPartition, Long> begun,
      SortedSet<String> files) {
    /** Returns the name, or the number of a source without one. */
    public String label() {
      return name.orElse(Integer.toString(number));
    }
  }

  /**
   * An operator with state.
   *
   * @param number its folder below {@code state}
   * @param operator such as {@code flatMapGroupsWithState}; empty before Spark 4.0, which does not
   *     write it
   * @param provider {@code hdfs} or {@code rocksdb}
   * @param hasFileIds whether its files have an id in their names, which the commit log has too
   *     (checkpoint format v2, Spark 4)
   * @param partitions how many there are
   * @param expected how many there should be
   * @param missing the numbers of those that are not there, the first of them if they are many
   * @param stores names of the stores of each partition
   * @param variables what {@code transformWithState} keeps; empty for others
   * @param missingSchemas files that Spark needs to read it, by the URIs that it wrote, and that
   *     are not there: those of a checkpoint that was copied or renamed
   * @param version the newest version that all partitions have; version n is the state after
   *     micro-batch n - 1
   * @param bytes the size of all its files
   */
  public record State(
      long number,
      Optional<String> operator,
      String provider,
      boolean hasFileIds,
      int partitions,
      int expected,
      List<Long> missing,
      SortedSet<String> stores,
      List<Variable> variables,
      List<String> missingSchemas,
      OptionalLong version,
      long bytes) {
    /** Tells whether all partitions are there. */
    public boolean isWhole() {
      return missing.isEmpty();
    }
  }

  /**
   * A state of {@code transformWithState}.
   *
   * @param name as the program named it, or Spark its timers
   * @param type such as {@code ValueState}
   */
  public record Variable(String name, String type) {
    /** Tells whether it is the timers. */
    public boolean isTimers() {
      return type.equals("TimerState");
    }

    @Override
    public String toString() {
      return isTimers() ? "timers" : "%s (%s)".formatted(name, type);
    }
  }
}
