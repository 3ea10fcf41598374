package io.twinstream.ends.lines;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import io.twinstream.ends.HostPort;
import java.time.Duration;

/** Lines of a TCP server that keeps them until they are acknowledged. */
public final class ReceiverSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "receiver:HOST:PORT";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    HostPort at = HostPort.of(spec);
    return new ReceiverSource(at.host(), at.port());
  }
}
