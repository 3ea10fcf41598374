package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.migration.move.data.SavepointList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code savepoint list}: the savepoints below a folder. */
@Command(
    name = "list",
    description = "Lists the savepoints below a folder: job, cut, keys, size, age.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line, or no such folder", "3:failed"})
final class SavepointListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A folder.")
  private String folder;

  @Mixin private FormatOption format;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws IOException {
    SavepointList list = SavepointList.below(folder, spark.hadoop().configuration());
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.isJson() ? list.json() + "\n" : list.text());
    out.flush();
    return ExitCode.OK.code();
  }
}
