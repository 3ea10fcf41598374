package io.twinstream.recovery;

import java.io.InvalidClassException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class that is not the one whose objects a checkpoint holds.
 *
 * @param what the class, and how it differs
 * @param isOfSpark true for a class of Spark or Scala, which another version of Spark has changed
 */
public record ChangedCode(String what, boolean isOfSpark) {
  /** What a failed task says; its exception may not have come over the wire. */
  private static final Pattern INVALID_CLASS =
      Pattern.compile("java\\.io\\.InvalidClassException: ([\\w.$]+); ([^\\n]*)");

  private static final Pattern NOT_FOUND =
      Pattern.compile("java\\.lang\\.ClassNotFoundException: ([\\w.$]+)");

  private static final Pattern NOT_ASSIGNED =
      Pattern.compile(
          "cannot assign instance of (\\S+) to field (\\S+) of type \\S+ in instance of \\S+");

  /** Returns what a failure says of a changed class; empty if it is none of that kind. */
  public static Optional<ChangedCode> in(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Optional<ChangedCode> found = of(each);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<ChangedCode> of(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof InvalidClassException invalid && invalid.classname != null) {
      String how = message.substring(message.indexOf(';') + 1).strip();
      return changed(invalid.classname, how);
    }
    if (failure instanceof ClassNotFoundException || failure instanceof NoClassDefFoundError) {
      return changed(message.replace('/', '.'), "is not there");
    }
    if (failure instanceof IllegalArgumentException
        && message.equals("Invalid lambda deserialization")) {
      return changed(failure.getStackTrace()[0].getClassName(), "has other lambdas");
    }
    Matcher invalid = INVALID_CLASS.matcher(message);
    if (invalid.find()) {
      return changed(invalid.group(1), invalid.group(2));
    }
    Matcher missing = NOT_FOUND.matcher(message);
    if (missing.find()) {
      return changed(missing.group(1), "is not there");
    }
    Matcher other = NOT_ASSIGNED.matcher(message);
    return failure instanceof ClassCastException && other.find()
        ? changed(other.group(1), "does not fit the field " + other.group(2))
        : Optional.empty();
  }

  private static Optional<ChangedCode> changed(String className, String how) {
    boolean isOfSpark = className.startsWith("org.apache.spark.") || className.startsWith("scala.");
    return Optional.of(new ChangedCode(className + " (" + how + ")", isOfSpark));
  }
}
