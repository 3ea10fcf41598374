package io.twinstream.ends.receivers;

import com.google.common.base.Throwables;
import io.twinstream.error.UserError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A receiver could not be made, or its {@code onStart} has failed. */
final class NotStartedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a task's failure the driver has the text alone. */
  private static final Pattern IN_TEXT =
      Pattern.compile(Pattern.quote(NotStartedException.class.getName()) + ": (.*)");

  NotStartedException(Throwable cause) {
    super(cause instanceof UserError ? cause.getMessage() : String.valueOf(cause), cause);
  }

  static boolean isCauseOf(Throwable e) {
    return find(e).isPresent();
  }

  /** Returns the reason of a failure that this is the cause of. */
  static String reason(Throwable e) {
    return find(e).orElseGet(e::toString);
  }

  private static Optional<String> find(Throwable e) {
    for (Throwable each : Throwables.getCausalChain(e)) {
      if (each instanceof NotStartedException found) {
        return Optional.of(found.getMessage());
      }
      Matcher text = IN_TEXT.matcher(String.valueOf(each.getMessage()));
      if (text.find()) {
        return Optional.of(text.group(1));
      }
    }
    return Optional.empty();
  }
}
