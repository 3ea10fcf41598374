package io.twinstream.cli;

import io.twinstream.api.JobOptions;
import io.twinstream.error.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A job's own options among those of a command. */
final class JobOptionsMixin {
  static final String NAME = "job";

  private JobOptionsMixin() {}

  /** Adds them; a job may have none. */
  static void add(CommandLine command, JobOptions options) {
    if (!(options instanceof JobOptions.None)) {
      command.addMixin(NAME, options);
    }
  }

  /** Returns those that were added. */
  static List<OptionSpec> options(CommandSpec command) {
    CommandSpec mixin = command.mixins().get(NAME);
    return mixin == null ? List.of() : mixin.options();
  }

  /** Returns those that were added with their values, as they are written. */
  static String shown(CommandSpec command) {
    return options(command).stream()
        .filter(option -> option.getValue() != null)
        .map(option -> option.longestName() + " " + written(option.getValue()))
        .map(Secrets::masked)
        .collect(Collectors.joining(" "));
  }

  private static String written(Object value) {
    if (value instanceof Duration duration) {
      boolean isWhole = duration.toMillis() % 1_000 == 0;
      return isWhole ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
    return value.toString();
  }
}
