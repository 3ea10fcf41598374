package io.twinstream.ends.kinesis;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.time.Duration;

/** The values of a Kinesis stream. */
public final class KinesisSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return KinesisAddress.USAGE;
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    return new KinesisSource(KinesisAddress.parse(spec));
  }
}
