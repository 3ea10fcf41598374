package io.twinstream.ends;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.List;

/** The kinds of sources. */
public final class Sources {
  private static final Providers<SourceProvider> PROVIDERS =
      new Providers<>("source", SourceProvider.class, SourceProvider::usage);

  private Sources() {}

  /** Returns how each kind of source is written, also those of other jars. */
  public static List<String> usages() {
    return PROVIDERS.usages();
  }

  /**
   * Returns the source of a specification such as {@code files:DIR}.
   *
   * @param batchInterval of the run
   * @throws UserError if it names no source, or its parts are wrong
   */
  public static Source open(String spec, Duration batchInterval, EndSettings settings) {
    return PROVIDERS.of(spec).open(spec, batchInterval, settings);
  }
}
