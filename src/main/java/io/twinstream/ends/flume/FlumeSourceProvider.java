package io.twinstream.ends.flume;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.time.Duration;

/** Events that a Flume agent pushes by its Avro sink. */
public final class FlumeSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "flume:HOST:PORT";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    return new FlumeSource(spec, false);
  }
}
