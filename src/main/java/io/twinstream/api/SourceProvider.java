package io.twinstream.api;

import java.time.Duration;

/**
 * Brings a kind of source into {@code --source}. A jar names its providers in {@code
 * META-INF/services/io.twinstream.api.SourceProvider}.
 */
public interface SourceProvider {
  /**
   * Returns how a specification is written, such as {@code files:DIR}; what is before the colon
   * names the kind.
   */
  String usage();

  /**
   * Returns the source of a specification of this kind; reads nothing yet.
   *
   * @param spec the whole of it, with its kind
   * @param batchInterval of the run
   * @throws io.twinstream.error.UserError if its parts are wrong
   */
  Source open(String spec, Duration batchInterval, EndSettings settings);
}
