package io.twinstream.cli;

import io.twinstream.api.HadoopSettings;
import io.twinstream.error.ExitCode;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.Checkpoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: what a checkpoint holds. */
@Command(
    description =
        "Shows what the checkpoint of a DStream application or a streaming query holds. Needs none of"
            + " the application's classes and writes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line, or no checkpoint", "3:failed"})
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "The application's checkpoint directory, or a copy: a path or a Hadoop URI. Spark 2.4 to"
              + " 4.2.")
  private String checkpoint;

  @Option(
      names = "--format",
      paramLabel = "text|json|html",
      defaultValue = "text",
      description = "text, json or html; default: ${DEFAULT-VALUE}.")
  private ReportFormat format;

  @Override
  public Integer call() {
    Checkpoint read =
        Checkpoints.read(checkpoint, HadoopSettings.of(new SparkConf()).configuration());
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (format) {
          case TEXT -> read.text();
          case JSON -> read.json();
          case HTML -> read.html();
        });
    out.flush();
    return ExitCode.OK.code();
  }
}
