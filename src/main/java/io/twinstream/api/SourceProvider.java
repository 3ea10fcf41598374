package io.twinstream.api;

import java.time.Duration;

/**
 * Adds a kind of source to {@code --source}. A jar names its providers in {@code
 * META-INF/services/io.twinstream.api.SourceProvider}.
 */
public interface SourceProvider {
  /**
   * Returns the form of a specification, such as {@code files:DIR}, for help and messages. The part
   * before the colon is the kind.
   */
  String usage();

  /**
   * Returns the source of a specification of this kind; reads nothing yet.
   *
   * @param spec the whole specification, including its kind
   * @param batchInterval of the run
   * @throws io.twinstream.error.UserError if it is malformed
   */
  Source open(String spec, Duration batchInterval, EndSettings settings);
}
