package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.migration.move.data.SavepointCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code savepoint verify}: whether a savepoint is as it was written. */
@Command(
    name = "verify",
    description = "Reads a savepoint through, and holds it against its counts and checksums.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:as it was written",
      "1:changed since, or damaged",
      "2:wrong command line, or no savepoint",
      "3:failed"
    })
final class SavepointVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A savepoint.")
  private String folder;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws IOException {
    SavepointCheck check;
    try (SparkSession session = SavepointDataOptions.session(spark)) {
      check = SavepointCheck.of(session, folder);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(check.describe());
    out.flush();
    return (check.isWhole() ? ExitCode.OK : ExitCode.DIFFERENT).code();
  }
}
