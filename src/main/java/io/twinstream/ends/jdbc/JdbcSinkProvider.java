package io.twinstream.ends.jdbc;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** A table of PostgreSQL, a batch in a transaction. */
public final class JdbcSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "jdbc:postgresql://HOST:PORT/DATABASE?user=USER#TABLE";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return JdbcSink.parse(spec, rows);
  }
}
