package io.twinstream.cli;

import io.twinstream.api.Jobs;
import io.twinstream.error.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command whose subcommands are the jobs; by itself it only says what is wrong. */
@Command(
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "JOB",
    commandListHeading = "%nJobs:%n")
final class JobCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  JobCommand() {}

  @Override
  public Integer call() {
    throw noJob(spec, words);
  }

  /** Returns what is wrong where a command is given no job, or words it does not know. */
  static UserError noJob(CommandSpec spec, String... words) {
    if (words.length > 0) {
      Jobs.named(words[0]);
      return UserError.usage("%s: name the job before the options".formatted(spec.qualifiedName()));
    }
    return UserError.usage(
        "%s: which job? known are %s".formatted(spec.qualifiedName(), Jobs.names()));
  }
}
