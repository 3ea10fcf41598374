package io.twinstream.internals;

import java.util.Optional;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Where a query keeps its checkpoint, which its public interface does not tell. By reflection, as
 * the packages of {@code StreamExecution} are others in Spark 4.1.
 */
public final class QueryCheckpoint {
  private QueryCheckpoint() {}

  /** Returns the folder of a query's checkpoint; empty where Spark is another than is known. */
  public static Optional<String> of(StreamingQuery query) {
    try {
      Object execution = query.getClass().getMethod("streamingQuery").invoke(query);
      Object folder = execution.getClass().getMethod("resolvedCheckpointRoot").invoke(execution);
      return Optional.of(folder.toString());
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return Optional.empty();
    }
  }
}
