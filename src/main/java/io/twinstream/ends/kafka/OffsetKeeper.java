package io.twinstream.ends.kafka;

import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.Sink;
import io.twinstream.error.UserError;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of a classic run outside Spark's checkpoint: where it goes on, and the sink that
 * keeps them as it writes. After a batch that could not be written that sink writes no later one
 * and keeps nothing of it, see {@link DirectOffsets}.
 */
public interface OffsetKeeper<R> {
  /**
   * Returns the offsets below which all is counted; empty at the beginning.
   *
   * @throws UserError if they are of other topics than those that are there
   */
  Map<TopicPartition, Long> load();

  /**
   * Keeps where partitions begin of which nothing is kept, before anything is read: a start that
   * comes before the first batch is written then begins there too.
   */
  void begin(Map<TopicPartition, Long> at);

  /** Returns the sink that writes rows and offsets. */
  Sink<R> sink();

  /** Keeps what is not kept yet; the run is over and has ended well. */
  void flush();

  /**
   * Checks that a job can go on from offsets alone.
   *
   * @throws UserError if what it writes next depends on records below them, and it does not make
   *     its state of those again
   */
  static void checkKeeps(String option, Job<?> job, JobOptions options) {
    if (job.isRebuiltFromRecords()) {
      return;
    }
    if (job.isStateful() || !job.readsBack(options).isZero()) {
      throw UserError.usage(
          "%s: what %s remembers of records that it has counted comes back from a checkpoint only: keep its offsets there too"
              .formatted(option, job.name()));
    }
  }

  /** Where a run on the classic engine keeps how far it has come in Kafka. */
  enum Place {
    /** In Spark's checkpoint, with the state. */
    CHECKPOINT,
    /** In the consumer group, committed when the rows are written. */
    GROUP,
    /** In a table beside the rows, written in the same transaction. */
    TABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
