package io.twinstream.api;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;

/**
 * The input of a classic twin, with the state that the run starts from.
 *
 * <p>Saved state and replayed records arrive in the first batch, also after a restart from a
 * checkpoint, so that a job killed in its first batch starts from them again.
 */
public interface ClassicInput {
  /** Returns the lines; none is null. */
  JavaDStream<String> lines();

  /** Returns the records with their keys, headers and bytes, tombstones among them. */
  JavaDStream<InputRecord> records();

  /**
   * Returns the saved state of each key; empty if the run starts without.
   *
   * @param bean the class of the state
   * @param fields that the state has
   * @throws io.twinstream.error.UserError if there is state, but none with these fields
   */
  <S> Optional<JavaPairDStream<String, S>> state(Class<S> bean, String... fields);

  /**
   * Returns the saved state of each key as rows of {@code key} and {@code value}; empty if the run
   * starts without.
   *
   * @param field the field of the state that is the value where the state is an object
   * @throws io.twinstream.error.UserError if there is the state of several operators
   */
  Optional<JavaDStream<Row>> values(String field);

  /**
   * Returns the records from before the start that the job asked for with {@link
   * Job.Builder#readsBack} or {@link Job.Builder#rebuiltFromRecords}; empty on a start without.
   */
  Optional<ReplayedRecords> replayed();

  /** Returns {@link #replayed} as a stream. */
  Optional<JavaDStream<InputRecord>> replayedStream();
}
