package io.twinstream.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: two methods, or, as a subcommand, the twins of a job. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "JOB",
    commandListHeading = "%nJobs:%n")
final class CompareCommands implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  @Mixin private MethodsOptions methods;

  @Override
  public Integer call() throws IOException {
    if (!methods.isGiven() || words.length > 0) {
      throw JobCommand.noJob(spec, words);
    }
    return methods.compare(spec.commandLine());
  }
}
