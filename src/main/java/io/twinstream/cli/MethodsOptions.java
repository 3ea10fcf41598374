package io.twinstream.cli;

import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import io.twinstream.migration.own.MethodTwins;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * {@code compare --classic CLASS[::METHOD] --port CLASS[::METHOD]}: two methods of a user's jar.
 */
final class MethodsOptions {
  private static final Duration BATCH_INTERVAL = Duration.ofSeconds(1);

  @Option(
      names = "--classic",
      paramLabel = "CLASS[::METHOD]",
      description =
          "The classic topology: a method of --app's classes, from DStreams to one or several; words behind -- are for its other parameters.")
  private String classic;

  @Option(
      names = "--port",
      paramLabel = "CLASS[::METHOD]",
      description = "Its port: a method from Datasets to as many.")
  private String port;

  @Option(
      names = "--topics",
      paramLabel = "TOPIC",
      split = ",",
      description = "The topic of each input, in order, for methods that take several.")
  private List<String> topics = List.of();

  @Option(
      names = "--micro-batch",
      description = "The port's method is given each micro-batch (foreachBatch), not the stream.")
  private boolean isPerMicroBatch;

  @Option(
      names = "--output-mode",
      paramLabel = "MODE",
      defaultValue = "update",
      description =
          "The port's output mode: append, update or complete; default: ${DEFAULT-VALUE}.")
  private String outputMode;

  /** Tells whether methods are to be compared. */
  boolean isGiven() {
    return classic != null || port != null;
  }

  /** Tells whether a command line compares methods, whose options stand behind a {@code --}. */
  static boolean areIn(List<String> args) {
    return args.stream()
        .anyMatch(each -> each.equals("--classic") || each.startsWith("--classic="));
  }

  /**
   * Compares the methods; returns the exit code.
   *
   * @param words the job's options
   */
  int compare(
      CommandLine line, ColumnsOptions columns, ComparisonOptions comparison, String... words)
      throws IOException {
    if (classic == null || port == null) {
      throw UserError.usage("compare: --classic and --port belong together: give both");
    }
    if (!comparison.hasInput()) {
      throw UserError.usage(
          "compare: which records? add --input FILE: a recording, or any text file");
    }
    MethodTwins twins =
        new MethodTwins(
            classic,
            port,
            topics,
            columns.key,
            List.copyOf(columns.ignored),
            columns.renamed,
            isPerMicroBatch,
            outputMode,
            columns.window == null ? "" : columns.window,
            List.of(words));
    return comparison.compare(
        line,
        comparison.recording(
            null, comparison.batchInterval(BATCH_INTERVAL), GlobalOptions.progress(line)),
        twins::jobs,
        new JobOptions.None());
  }
}
