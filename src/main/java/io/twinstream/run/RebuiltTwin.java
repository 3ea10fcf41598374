package io.twinstream.run;

import io.twinstream.source.RecordsBefore;

/**
 * A classic job whose state can be made again from the records that were counted, as old as {@link
 * #memory} says, so that it goes on from offsets alone, without Spark's checkpoint.
 *
 * @param <R> the output row, a bean
 */
public interface RebuiltTwin<R> extends RecordTwin<R> {
  /**
   * Returns the same job, which begins with the state that these records made, and does not write
   * again what they alone did.
   */
  DStreamTwin<R> rebuilt(RecordsBefore before);
}
