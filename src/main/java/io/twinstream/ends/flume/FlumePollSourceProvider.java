package io.twinstream.ends.flume;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.time.Duration;

/** Events that Spark's old sink in a Flume agent gives out. */
public final class FlumePollSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "flume-poll:HOST:PORT";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    return new FlumeSource(spec, true);
  }
}
