package io.twinstream.ends.recording;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.nio.file.Path;
import java.time.Duration;

/** A recording, read in its own time. */
public final class RecordingSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "recording:FILE";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    String file = spec.substring(spec.indexOf(':') + 1);
    return new RecordingSource(Recording.open(Path.of(file), batchInterval));
  }
}
