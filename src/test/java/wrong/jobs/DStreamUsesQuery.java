package wrong.jobs;

import org.apache.spark.sql.streaming.StreamingQuery;

/** A classic twin that uses Structured Streaming. */
public final class DStreamUsesQuery {
  private DStreamUsesQuery() {}

  public static void stop(StreamingQuery query) throws Exception {
    query.stop();
  }
}
