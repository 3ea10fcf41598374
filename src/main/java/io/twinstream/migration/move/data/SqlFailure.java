package io.twinstream.migration.move.data;

import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import org.apache.spark.sql.AnalysisException;

/** What Spark says of SQL and of data that it cannot take, in a line. */
final class SqlFailure {
  private SqlFailure() {}

  /**
   * Returns the error for a user.
   *
   * @param what was done
   * @param failure checked ones of Scala too, which Java does not see coming
   */
  static UserError of(String what, Exception failure) {
    if (failure instanceof UserError known) {
      return known;
    }
    String message = "%s: %s".formatted(what, reason(failure));
    return failure instanceof AnalysisException
        ? UserError.usage(message, failure)
        : UserError.failed(message, failure);
  }

  /** Returns the first line of what is at the bottom of it. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line =
        message.lines().map(String::strip).filter(each -> !each.isEmpty()).findFirst().orElse("");
    return Secrets.masked(line);
  }
}
