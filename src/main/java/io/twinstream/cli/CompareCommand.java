package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code compare JOB}: runs both twins over one recording and compares their rows. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:equal",
      "1:different",
      "2:wrong command line or input",
      "3:failed",
      "4:nothing was compared"
    })
final class CompareCommand<R> implements Callable<Integer> {
  private final Job<R> job;
  private final JobOptions jobOptions;

  @Spec private CommandSpec spec;

  @Mixin private ComparisonOptions comparison;

  private CompareCommand(Job<R> job) {
    this.job = job;
    this.jobOptions = job.newOptions();
  }

  static CommandLine of(Job<?> job) {
    CompareCommand<?> command = new CompareCommand<>(job);
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .name(job.name())
        .usageMessage()
        .description(description(job))
        .footerHeading("%nExamples:%n")
        .footer(
            "  bin/twinstream compare " + job.name(),
            "  bin/twinstream compare "
                + job.name()
                + " --input yours.recording --report report.html");
    JobOptionsMixin.add(line, command.jobOptions);
    return line;
  }

  static String description(Job<?> job) {
    return "Runs both programs of "
        + job.name()
        + " over one recording in virtual time and compares their rows.";
  }

  @Override
  public Integer call() throws IOException {
    checkBeforeJob();
    Duration batchInterval = comparison.batchInterval(job.recordingInterval());
    jobOptions.check(batchInterval);
    return comparison.compare(
        spec.commandLine(),
        comparison.recording(
            ProjectFolder.resolve(job.recording()),
            batchInterval,
            GlobalOptions.progress(spec.commandLine())),
        session -> List.of(job),
        jobOptions);
  }

  /** What stands before the job is compare's own, and would be passed over in silence. */
  private void checkBeforeJob() {
    for (OptionSpec option : spec.parent().commandLine().getParseResult().matchedOptions()) {
      if (option.longestName().equals(CompareCommands.ALL)) {
        throw UserError.usage("compare --all: compares every job: remove the names");
      }
      if (!option.inherited()) {
        throw UserError.usage(
            "%s: write it after the job: compare %s %s"
                .formatted(option.longestName(), job.name(), option.longestName()));
      }
    }
  }
}
