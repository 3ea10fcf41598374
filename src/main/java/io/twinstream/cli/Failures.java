package io.twinstream.cli;

import com.google.common.base.Throwables;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;

/** What a user is told of a failure that no place in the program foresaw. */
final class Failures {
  private Failures() {}

  /** Returns the error in words; empty for one that is nobody's fault but ours. */
  static Optional<UserError> known(Throwable failure) {
    for (Throwable each : Throwables.getCausalChain(failure)) {
      if (each instanceof UserError known) {
        return Optional.of(known);
      }
    }
    Throwable root = Throwables.getRootCause(failure);
    if (root instanceof OutOfMemoryError) {
      return Optional.of(
          UserError.failed(
              "out of memory (%s): give it more, with SPARK_DRIVER_MEMORY=4g or less input at once"
                  .formatted(root.getMessage()),
              failure));
    }
    if (root instanceof FileSystemException file) {
      return Optional.of(
          UserError.failed("%s: %s".formatted(file.getFile(), FileErrors.reason(file)), failure));
    }
    if (isOfFiles(failure, root)) {
      return Optional.of(
          UserError.failed("a file cannot be read or written: " + root.getMessage(), failure));
    }
    return Optional.empty();
  }

  /** Returns an unforeseen error in a line: an initializer that failed by what made it fail. */
  static String text(Throwable failure) {
    Throwable shown =
        failure instanceof ExceptionInInitializerError ? Throwables.getRootCause(failure) : failure;
    return shown.toString().lines().findFirst().orElse("");
  }

  /** Hadoop's local files throw an Error where a disk is full. */
  private static boolean isOfFiles(Throwable failure, Throwable root) {
    return failure instanceof FSError
        || root instanceof IOException
            && root.getMessage() != null
            && root.getMessage().contains("No space left on device");
  }
}
