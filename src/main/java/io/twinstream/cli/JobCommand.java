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
    throw notRun(spec.qualifiedName(), words);
  }

  /** Returns why the words behind a command are not a job's command. */
  static UserError notRun(String command, String... words) {
    if (words.length == 0) {
      return UserError.usage("%s: which job? known are %s".formatted(command, Jobs.names()));
    }
    Jobs.named(words[0]);
    return UserError.usage("%s: write the job first, then the options".formatted(command));
  }
}
