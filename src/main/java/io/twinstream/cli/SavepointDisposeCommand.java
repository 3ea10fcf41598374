package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.migration.move.data.SavepointList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code savepoint dispose}: deletes savepoints, and nothing else. */
@Command(
    name = "dispose",
    description =
        "Deletes savepoints. Refuses a folder that is none, or holds anything else. A run that"
            + " began from one still needs it until it has state of its own.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line, or no savepoint", "3:failed"})
final class SavepointDisposeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Savepoints.")
  private List<String> folders;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = spark.hadoop().configuration();
    for (String folder : folders) {
      SavepointList.checkDisposable(folder, hadoop);
    }
    PrintWriter out = spec.commandLine().getOut();
    for (String folder : folders) {
      SavepointList.dispose(folder, hadoop);
      out.println("savepoint %s: deleted".formatted(folder));
      out.flush();
    }
    return ExitCode.OK.code();
  }
}
