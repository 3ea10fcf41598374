package io.twinstream.migration.inspect;

import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.TopicPartition;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * What a classic checkpoint holds.
 *
 * @param folder the folder, as it was given
 * @param writtenAs the folder as the application named it
 * @param file the file that was used
 * @param codec what it is compressed with
 * @param scala the Scala line it was written with, such as {@code 2.12}; empty where nothing tells
 * @param unread newer files that could not be read
 * @param marker whose checkpoint it is, if twinstream ran the application
 * @param application the application's name
 * @param master the Spark master
 * @param batchMillis the batch interval
 * @param zeroTime the time before the first batch by one interval, epoch milliseconds
 * @param checkpointTime the batch it was written for, epoch milliseconds
 * @param checkpointMillis how often the graph is written
 * @param pending times of the batches that were not completed, ascending
 * @param inputs the input streams
 * @param received what receivers stored; empty if there is no log of it
 * @param states the operators with state
 * @param outputs the graph, one tree per output operation
 * @param settings the frozen configuration, by key
 * @param applicationClasses the application's own classes that a restart needs
 * @param notUnderstood what could not be read, and why
 */
public record DStreamCheckpoint(
    String folder,
    String writtenAs,
    String file,
    String codec,
    Optional<String> scala,
    List<Unread> unread,
    Optional<CheckpointMarker> marker,
    String application,
    String master,
    long batchMillis,
    long zeroTime,
    long checkpointTime,
    long checkpointMillis,
    List<Long> pending,
    List<Input> inputs,
    Optional<Received> received,
    List<State> states,
    List<Operator> outputs,
    List<Checkpoint.Setting> settings,
    SortedSet<String> applicationClasses,
    List<String> notUnderstood)
    implements Checkpoint {

  /** Returns the newest batch it knows of, completed or not. */
  public long newestBatch() {
    return pending.isEmpty()
        ? checkpointTime
        : Math.max(checkpointTime, pending.get(pending.size() - 1));
  }

  /** Tells whether Kryo writes the application's state. */
  public boolean isKryo() {
    return settings.stream()
        .filter(setting -> setting.key().equals("spark.serializer"))
        .anyMatch(setting -> setting.value().endsWith("KryoSerializer"));
  }

  /** Returns the newest batch there was, as far as the names of files that are unread tell. */
  public long newestNamed() {
    return Math.max(
        newestBatch(),
        unread.stream()
            .map(each -> DStreamCheckpointReader.FILE.matcher(each.file()))
            .filter(Matcher::matches)
            .mapToLong(name -> Long.parseLong(name.group(1)))
            .max()
            .orElse(0));
  }

  /**
   * An input stream of a classic application.
   *
   * @param id Spark's number of it
   * @param kind what it reads from, such as {@code kafka direct}, {@code files} or {@code custom}
   * @param className its class
   * @param details what else is known, such as a directory; names to values, secrets masked
   * @param current the offset after the newest batch of each partition; empty for others than Kafka
   * @param ranges per remembered batch time the records it read; empty for others than Kafka
   * @param files per remembered batch time the files it read; empty for others than files
   */
  public record Input(
      int id,
      String kind,
      String className,
      SortedMap<String, String> details,
      SortedMap<TopicPartition, Long> current,
      SortedMap<Long, List<OffsetRange>> ranges,
      SortedMap<Long, List<String>> files) {
    private static final Set<String> RECEIVERS =
        Set.of("socket", "raw socket", "receiver", "kinesis");

    /** Tells whether a receiver feeds it, so that nothing gives its records again. */
    public boolean isReceiver() {
      return RECEIVERS.contains(kind);
    }
  }

  /**
   * A DStream of the graph.
   *
   * @param number counted from 1, from the outputs towards the inputs
   * @param type its class, without the package where that is Spark's
   * @param site where the application made it, such as {@code map at App.scala:12}; may be empty
   * @param details durations, the input it is, the application's functions it calls
   * @param isSeen whether its parents were given with the same number before
   * @param parents what it reads from
   */
  public record Operator(
      int number,
      String type,
      String site,
      List<String> details,
      boolean isSeen,
      List<Operator> parents) {}

  /**
   * An operator of a classic application whose RDDs are checkpointed.
   *
   * @param name unique in the application, such as {@code updateStateByKey-1}; the number is the
   *     operator's in the graph
   * @param className its class
   * @param site where the application calls it; may be empty
   * @param intervalMillis how often its state is checkpointed
   * @param partitions how many its partitioner makes; empty where that is none of Spark's, which
   *     alone knows
   * @param isBegunWithState whether the application gave it state to begin with
   * @param keyClass the class of its keys; empty where nothing tells
   * @param stateClass the class of its state; empty where nothing tells
   * @param checkpoints oldest first
   */
  public record State(
      String name,
      String className,
      String site,
      long intervalMillis,
      OptionalInt partitions,
      boolean isBegunWithState,
      Optional<String> keyClass,
      Optional<String> stateClass,
      List<Rdd> checkpoints) {
    /**
     * The state after one batch.
     *
     * @param batch the batch time, epoch milliseconds
     * @param path where it is; below the checkpoint as it lies now, if it was moved
     * @param partitions files of it; 0 if it is not there
     * @param expected how many there should be, as far as that is known
     * @param missing the numbers of those that are not there, the first of them if they are many
     * @param bytes their size; empty if it is not there
     */
    public record Rdd(
        long batch,
        String path,
        int partitions,
        int expected,
        List<Integer> missing,
        OptionalLong bytes) {
      /** Tells whether there is something of the state. */
      public boolean exists() {
        return bytes.isPresent();
      }

      /** Tells whether all of the state is there. */
      public boolean isWhole() {
        return exists() && partitions > 0 && partitions == expected && missing.isEmpty();
      }

      /** Says for people what is there of it. */
      public String describe() {
        if (!exists()) {
          return "NOT THERE";
        }
        if (isWhole()) {
          return "%,d bytes in %d files".formatted(bytes.getAsLong(), partitions);
        }
        return "NOT WHOLE: %,d bytes in %d of %d files%s"
            .formatted(
                bytes.getAsLong(),
                partitions,
                expected,
                missing.isEmpty() ? "" : ", without part-%05d".formatted(missing.get(0)));
      }
    }
  }

  /**
   * What receivers have stored, as the driver's own log of it says.
   *
   * @param blocks those that are remembered, in the order in which they were stored
   * @param unread why the log was not read to its end; empty if it was
   */
  public record Received(List<Block> blocks, Optional<String> unread) {
    /**
     * Records that a receiver stored together.
     *
     * @param input the input stream
     * @param number its number within the input
     * @param records how many there are; empty where that was not counted
     * @param isLogged whether they are in the write-ahead log; else they are gone with the executor
     * @param batch the batch that they were given to; empty if none has them
     * @param sequences what they are of Kinesis; empty for another source
     */
    public record Block(
        int input,
        long number,
        OptionalLong records,
        boolean isLogged,
        OptionalLong batch,
        List<SequenceRange> sequences) {
      /** A block of another source than Kinesis. */
      public Block(
          int input, long number, OptionalLong records, boolean isLogged, OptionalLong batch) {
        this(input, number, records, isLogged, batch, List.of());
      }
    }

    /**
     * Records of a shard of Kinesis, both ends included.
     *
     * @param records how many there are
     */
    public record SequenceRange(
        String stream, String shard, BigInteger from, BigInteger until, long records) {}

    /** Returns the newest record of each shard that a batch has: the range it is the end of. */
    public SortedMap<String, SequenceRange> newestInBatches(int input) {
      return newest(input, true);
    }

    /** Returns the same of blocks that no batch has. */
    public SortedMap<String, SequenceRange> newestWaiting(int input) {
      return newest(input, false);
    }

    private SortedMap<String, SequenceRange> newest(int input, boolean isInBatch) {
      SortedMap<String, SequenceRange> newest = new TreeMap<>();
      blocks.stream()
          .filter(block -> block.input() == input && block.batch().isPresent() == isInBatch)
          .flatMap(block -> block.sequences().stream())
          .forEach(
              range ->
                  newest.merge(
                      range.shard(),
                      range,
                      (one, other) -> one.until().compareTo(other.until()) > 0 ? one : other));
      return newest;
    }

    /** Returns the blocks of an input that no batch has. */
    public List<Block> waiting(int input) {
      return after(input, Long.MAX_VALUE - 1);
    }

    /** Returns the blocks of an input that no batch up to this one has. */
    public List<Block> after(int input, long batch) {
      return blocks.stream()
          .filter(block -> block.input() == input && block.batch().orElse(Long.MAX_VALUE) > batch)
          .toList();
    }
  }

  /**
   * A file that was tried and could not be read.
   *
   * @param file its name
   * @param reason why
   */
  public record Unread(String file, String reason) {}
}
