package io.twinstream.api;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The input of a Structured Streaming port, with the state that the run starts from. */
public interface PortInput {
  /**
   * Returns the records: {@code value} (string), {@code arrivedAt} (timestamp), {@code topic}
   * (string), {@code partition} (int), {@code offset} (long), {@code key} and {@code bytes}
   * (binary; the value as it came), and {@code headers} (array of struct of {@code key}, a string,
   * and {@code value}, binary; null for none), as {@link InputRecord} has them. A stream or one
   * micro-batch of it, as {@link StructuredTwin#appliesTo} asks. No value is null unless {@link
   * StructuredTwin#takesNulls} says so.
   */
  Dataset<Row> lines();

  /** Returns the session that the query runs in. */
  SparkSession session();

  /**
   * Returns the saved states by their key, as {@code flatMapGroupsWithState} takes them; none if
   * the run starts without.
   *
   * @param fields that the state has
   * @throws io.twinstream.error.UserError if there is state, but none with these fields
   */
  <S> KeyValueGroupedDataset<String, S> state(Encoder<S> state, String... fields);

  /**
   * Returns the saved state of each key as rows of {@code key} and {@code value}; empty if the run
   * starts without.
   *
   * @param field the field of the state that is the value where the state is an object
   * @throws io.twinstream.error.UserError if there is the state of several operators
   */
  Optional<Dataset<Row>> values(String field);

  /**
   * Returns how to align windows with those of the run that the savepoint came from.
   *
   * @param zeroTimeMillis the start of the windows in a run without a savepoint
   */
  WindowAlignment windows(long zeroTimeMillis);
}
