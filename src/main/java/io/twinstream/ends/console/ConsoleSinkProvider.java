package io.twinstream.ends.console;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** The first rows of each batch, printed. */
public final class ConsoleSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "console";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return new ConsoleSink<>(rows.format());
  }
}
