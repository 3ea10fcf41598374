package io.twinstream.migration.move.data;

import com.google.common.base.Throwables;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.sql.SQLException;
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
    return failure instanceof AnalysisException || isOfStatement(failure)
        ? UserError.usage(message, failure)
        : UserError.failed(message, failure);
  }

  /** Returns whether a database says that the SQL is wrong, or names what is not there. */
  private static boolean isOfStatement(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException of
          && of.getSQLState() != null
          && of.getSQLState().startsWith("42")) {
        return true;
      }
    }
    return false;
  }

  /** Returns the first line of what is at the bottom of it. */
  static String reason(Throwable failure) {
    Throwable root = Throwables.getRootCause(failure);
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line =
        message.lines().map(String::strip).filter(each -> !each.isEmpty()).findFirst().orElse("");
    return Secrets.masked(line);
  }
}
