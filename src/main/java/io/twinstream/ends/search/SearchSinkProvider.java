package io.twinstream.ends.search;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** Documents of an index of OpenSearch or Elasticsearch. */
public final class SearchSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return SearchAddress.USAGE;
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return new SearchSink<>(SearchAddress.parse(spec), rows);
  }
}
