package io.twinstream.cli;

import io.twinstream.engine.Sessions;
import io.twinstream.error.ExitCode;
import io.twinstream.migration.compare.rows.RowsComparison;
import io.twinstream.migration.compare.rows.RowsReports;
import io.twinstream.migration.compare.rows.RowsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: of a job, which is a subcommand, or {@code --rows} that any programs wrote. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = {
      "twinstream compare JOB [OPTIONS]",
      "       twinstream compare --rows LEFT RIGHT --key COL[,COL] [OPTIONS]"
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
final class CompareRowsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RowsOptions rows;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the report as an HTML page.")
  private Path report;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json; default: ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private SparkOptions spark;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  CompareRowsCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!rows.areAsked()) {
      throw JobCommand.notRun(spec.qualifiedName(), words);
    }
    RowsComparison comparison = RowsComparison.of(rows.request());
    try (OutputFiles files = OutputFiles.beside(null, report)) {
      RowsResult result;
      try (SparkSession session =
          Sessions.openForQueries(
              "twinstream compare --rows", spark.settings(), comparison.defaults())) {
        result = comparison.run(session);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(format == Format.JSON ? RowsReports.json(result) + "\n" : RowsReports.text(result));
      out.flush();
      if (report != null) {
        files.write(RowsReports.html(result), report);
      }
      return exitCode(result.verdict()).code();
    }
  }

  private static ExitCode exitCode(RowsResult.Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> ExitCode.OK;
      case DIFFERENT -> ExitCode.DIFFERENT;
      case NOTHING_COMPARED -> ExitCode.NOTHING_COMPARED;
    };
  }
}
