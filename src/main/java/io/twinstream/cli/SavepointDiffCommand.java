package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.migration.move.data.SavepointDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code savepoint diff}: how two savepoints differ. */
@Command(
    name = "diff",
    description =
        "Compares the offsets and the state of two savepoints: keys that only one has, and those"
            + " whose state differs, with examples.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:equal",
      "1:different",
      "2:wrong command line, or no savepoint",
      "3:failed",
      "4:neither has offsets or state"
    })
final class SavepointDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A savepoint.")
  private String left;

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  private String right;

  @Mixin private FormatOption format;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws IOException {
    SavepointDiff diff;
    try (SparkSession session = SavepointDataOptions.session(spark)) {
      diff = SavepointDiff.of(session, left, right);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.isJson() ? diff.json() + "\n" : Verdicts.colored(diff.text()));
    out.flush();
    ExitCode code =
        diff.hasNothing()
            ? ExitCode.NOTHING_COMPARED
            : diff.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT;
    return code.code();
  }
}
