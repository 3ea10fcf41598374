package io.twinstream.cli;

import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.move.StateChoice;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say what of a checkpoint's state is not copied as all else is. */
final class FieldOptions {
  @Option(
      names = "--skip-field",
      paramLabel = "CLASS.FIELD",
      description = "Leave a field of the state out, such as one that cannot be read; repeatable.")
  private Set<String> skipped = Set.of();

  @Option(
      names = "--as-bytes",
      paramLabel = "CLASS.FIELD",
      description = "Keep a field of the state as Java's serialization of it; repeatable.")
  private Set<String> asBytes = Set.of();

  /**
   * Returns what is copied.
   *
   * @param tables have the operators that were named
   */
  StateChoice choice(TableOptions tables) {
    return new StateChoice(tables.operators(), new FieldChoice(skipped, asBytes));
  }
}
