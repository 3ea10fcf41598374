package io.twinstream.run;

import io.twinstream.source.RecordsBefore;
import java.time.Duration;
import java.util.Optional;

/**
 * A classic job whose state can be made again from the records that were counted, so that it goes
 * on from offsets alone, without Spark's checkpoint.
 *
 * @param <R> the output row, a bean
 */
public interface RebuiltTwin<R> extends RecordTwin<R> {
  /**
   * Returns how old a record can be, by its arrival, and still be needed for that; empty if all are
   * needed for ever.
   */
  default Optional<Duration> remembers() {
    return Optional.of(memory());
  }

  /**
   * Returns the same job, which begins with the state that these records made, and does not write
   * again what they alone did.
   */
  DStreamTwin<R> rebuilt(RecordsBefore before);
}
