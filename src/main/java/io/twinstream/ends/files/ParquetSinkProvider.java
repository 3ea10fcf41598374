package io.twinstream.ends.files;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** Parquet files, a batch appearing at once. */
public final class ParquetSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "parquet:DIR";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return new ParquetSink<>(spec.substring(spec.indexOf(':') + 1), rows, settings.hadoop());
  }
}
