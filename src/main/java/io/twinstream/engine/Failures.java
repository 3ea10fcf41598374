package io.twinstream.engine;

import io.twinstream.api.Source;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;

/** Finds the message that a user can act on in Spark's nested exceptions. */
final class Failures {
  private Failures() {}

  /**
   * Returns an error that names the first cause; a {@link UserError} within is returned itself, and
   * what the source knows about comes in its words.
   */
  static UserError ofBatch(Throwable failure, Source source) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof UserError)) {
      root = root.getCause();
    }
    if (root instanceof UserError known) {
      return known;
    }
    String cause = FileErrors.withoutRemoteTrace(root.toString());
    return source
        .explain(failure)
        .orElseGet(() -> UserError.failed("a batch failed: " + cause, failure));
  }
}
