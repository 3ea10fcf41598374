package io.twinstream.run;

import io.twinstream.error.UserError;

/** Finds the message that a user can act on in Spark's nested exceptions. */
final class Failures {
  private Failures() {}

  /** Returns an error that names the first cause; a {@link UserError} within is returned itself. */
  static UserError ofBatch(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof UserError)) {
      root = root.getCause();
    }
    return root instanceof UserError known
        ? known
        : UserError.failed("a batch failed: " + root, failure);
  }
}
