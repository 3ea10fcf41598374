package io.twinstream.cli;

import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.RowsComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code compare}: two methods, the rows of two programs, or, as a subcommand, the twins of a job.
 */
@Command(
    description =
        "Checks that two programs write the same rows: both programs of a job (compare JOB --help), two methods of your own jar, or any two by what they wrote.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = {
      "twinstream compare JOB [OPTIONS]",
      "       twinstream compare --app JAR --classic CLASS[::METHOD] --port CLASS[::METHOD] --input FILE [OPTIONS] [-- WORDS]",
      "       twinstream compare --all [--junit FILE]",
      "       twinstream compare --rows LEFT RIGHT --key COL[,COL] [--follow] [OPTIONS]"
    },
    commandListHeading = "%nJobs:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:equal",
      "1:different",
      "2:wrong command line or input",
      "3:failed",
      "4:nothing was compared"
    })
final class CompareCommands implements Callable<Integer>, Named {
  static final String ALL = "--all";

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  @Option(
      names = ALL,
      description = "Compare both programs of every job, each over its own recording.")
  private boolean isAll;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "With --all: write the result as JUnit XML too.")
  private Path junit;

  @Mixin private MethodsOptions methods;

  @Mixin private RowsOptions rows;

  @Mixin private FollowOptions follow;

  @Mixin private ColumnsOptions columns;

  @Mixin private ComparisonOptions comparison;

  @Override
  public Optional<UserError> wrongName() {
    return JobCommand.wrongName(words);
  }

  @Override
  public Integer call() throws IOException {
    follow.check(rows.areAsked());
    if (junit != null && !isAll) {
      throw UserError.usage("--junit: goes with --all");
    }
    if (isAll) {
      if (words.length > 0 || rows.areAsked() || methods.isGiven()) {
        throw UserError.usage("compare --all: compares every job: remove the names");
      }
      return comparison.compareAll(spec.commandLine(), junit);
    }
    if (words.length == 0 && rows.areAsked()) {
      if (follow.isAsked()) {
        return new FollowRun(spec.commandLine(), follow, comparison).run(rows.request(columns));
      }
      return comparison.compareRows(spec.commandLine(), RowsComparison.of(rows.request(columns)));
    }
    if (methods.isGiven()) {
      return methods.compare(spec.commandLine(), columns, comparison, words);
    }
    throw JobCommand.noJob(spec, words);
  }
}
