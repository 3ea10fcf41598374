package io.twinstream.recovery;

import io.twinstream.error.UserError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains why code cannot go on from a checkpoint that other code has written. */
final class RecoveryFailure {
  private static final String ADVICE =
      "to change it, stop the old job gracefully (SIGTERM, until it says that nothing is pending), keep this directory, and begin in a new one; 'twinstream savepoint' takes its state and offsets along";

  /** OffsetSeq.toStreamProgress, an assertion (3.5 and 4.1). */
  private static final Pattern SOURCES =
      Pattern.compile(
          "There are \\[(\\d+)] sources in the checkpoint offsets and now there are \\[(\\d+)]");

  /** StateSchemaCompatibilityChecker (3.5), STATE_STORE_..._SCHEMA_NOT_COMPATIBLE (4.1). */
  private static final Pattern SCHEMA =
      Pattern.compile(
          "schema does(?:n't| not) match (?:to the schema for )?existing (?:state|key|value)(?: schema|[^.]*)?|SCHEMA_NOT_COMPATIBLE");

  private static final Pattern EXISTING =
      Pattern.compile("(?i)existing (key|value)?_?schema:? *([^\\n]+)");

  /** StateStoreProvider, where a row is looked at before the schema is (3.5; 4.1). */
  private static final Pattern ROW_FORMAT =
      Pattern.compile("state format invalidation|ROW_FORMAT_VALIDATION_FAILURE");

  /** StatefulOperatorsMetadata (4.1). */
  private static final String OPERATORS = "STATEFUL_OPERATOR_NOT_MATCH";

  /** HDFSBackedStateStoreProvider (3.5 and 4.1). */
  private static final Pattern STATE_FILE =
      Pattern.compile("(?:delta|snapshot) file (\\S+?/state/(\\d+)/\\S+\\.(?:delta|snapshot|zip))");

  private RecoveryFailure() {}

  /** Returns the error that a run has ended with; where it is of this kind, with what to do. */
  public static UserError explained(UserError failure, String directory) {
    Optional<UserError> code =
        ChangedCode.in(failure)
            .map(changed -> of(directory, changed, "What was not done is still pending", failure));
    return code.or(() -> query(failure, directory)).orElse(failure);
  }

  /**
   * Returns the error of a class that has changed.
   *
   * @param fate what has become of the checkpoint
   */
  static UserError of(String directory, ChangedCode changed, String fate, Throwable cause) {
    String writer =
        changed.isOfSpark()
            ? "It was written by another version of Spark: continue with that version"
            : "It was written by other code: continue with the jar that wrote it, or restore the class";
    return UserError.failed(
        "checkpoint %s: cannot be continued with this class: %s. %s. %s; %s"
            .formatted(directory, changed.what(), fate, writer, ADVICE),
        cause);
  }

  private static Optional<UserError> query(Throwable failure, String directory) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Optional<String> difference = difference(String.valueOf(each.getMessage()));
      if (difference.isPresent()) {
        return difference.map(
            what ->
                UserError.failed(
                    "checkpoint %s: cannot be continued by this query: %s. What was not done is still pending. Go on with the query that wrote it; %s"
                        .formatted(directory, what, ADVICE),
                    failure));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(String message) {
    Matcher sources = SOURCES.matcher(message);
    if (sources.find()) {
      return Optional.of(
          "it was written by a query of %s sources, and this one has %s"
              .formatted(sources.group(1), sources.group(2)));
    }
    if (SCHEMA.matcher(message).find()) {
      StringBuilder existing = new StringBuilder();
      for (Matcher each = EXISTING.matcher(message); each.find(); ) {
        existing.append(existing.isEmpty() ? ": " : ", ").append(each.group().strip());
      }
      return Optional.of("its state has other columns than the state of this one" + existing);
    }
    if (ROW_FORMAT.matcher(message).find()) {
      return Optional.of("its state has other columns than the state of this one");
    }
    if (message.contains(OPERATORS)) {
      return Optional.of("it was written by a query of other operators with state");
    }
    Matcher file = STATE_FILE.matcher(message);
    return file.find()
        ? Optional.of(
            "the file %s of the state of its operator %s is missing or damaged; a query that has more operators with state, or others, looks for files that were never written"
                .formatted(file.group(1), file.group(2)))
        : Optional.empty();
  }
}
