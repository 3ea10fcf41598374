package io.twinstream.cli;

import io.twinstream.api.JobOptions;
import java.util.List;
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
}
