package io.twinstream.ends.files;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.time.Duration;

/** New files of a folder, line by line. */
public final class FilesSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "files:DIR";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    return new FilesSource(spec.substring(spec.indexOf(':') + 1), settings.hadoop());
  }
}
