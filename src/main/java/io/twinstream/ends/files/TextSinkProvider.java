package io.twinstream.ends.files;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** Files of tab-separated lines, a batch appearing at once. */
public final class TextSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "text:DIR";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    String directory = spec.substring(spec.indexOf(':') + 1);
    return new TextSink<>(directory, rows.format(), rows.runId(), settings.hadoop());
  }
}
