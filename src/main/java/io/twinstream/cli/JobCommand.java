package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import io.twinstream.error.UserError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command whose subcommands are the jobs; by itself it only says what is wrong. */
@Command(
    description = "Runs a job on one engine; run JOB --help lists the options.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "JOB",
    commandListHeading = "%nJobs:%n")
final class JobCommand implements Callable<Integer>, Named {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  JobCommand() {}

  @Override
  public Integer call() {
    throw noJob(spec, words);
  }

  @Override
  public Optional<UserError> wrongName() {
    return wrongName(words);
  }

  /** Returns what is wrong with the first of the words if it is no job. */
  static Optional<UserError> wrongName(String... words) {
    List<String> known = Jobs.all().stream().map(Job::name).toList();
    return Stream.of(words)
        .limit(1)
        .filter(word -> !known.contains(word))
        .map(word -> UserError.usage(Suggestion.unknown("job ", word, known)))
        .findFirst();
  }

  /** Returns what is wrong where a command is given no job, or words it does not know. */
  static UserError noJob(CommandSpec spec, String... words) {
    if (words.length > 0) {
      return wrongName(words)
          .orElseGet(
              () ->
                  UserError.usage(
                      "%s: name the job before the options".formatted(spec.qualifiedName())));
    }
    return UserError.usage(
        "%s: which job? known are %s".formatted(spec.qualifiedName(), Jobs.names()));
  }
}
