package io.twinstream.ends.delta;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;

/** A table of Delta Lake, a batch in a commit. Delta is not in the application jar. */
public final class DeltaSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "delta:DIR";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    try {
      Class.forName(DeltaSink.EXTENSION, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw UserError.failed(
          "sink %s: Delta is not on the class path: add io.delta:delta-spark_2.12:3.3.2 (Spark 3.5) and its delta-storage"
              .formatted(spec),
          e);
    }
    return new DeltaSink<>(spec, spec.substring(spec.indexOf(':') + 1), rows, settings.hadoop());
  }
}
