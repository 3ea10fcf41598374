package io.twinstream.cli;

import io.twinstream.error.UserError;
import io.twinstream.migration.own.MethodTwins;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
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
          "The classic topology: a method of --app's classes, from DStreams to a DStream.")
  private String classic;

  @Option(
      names = "--port",
      paramLabel = "CLASS[::METHOD]",
      description = "Its port: a method from Datasets to a Dataset.")
  private String port;

  @Option(
      names = "--key",
      paramLabel = "COL[,COL]",
      split = ",",
      description =
          "The port's columns that name a row; default: the first of pairs, else all columns.")
  private List<String> keys = List.of();

  @Option(
      names = "--topics",
      paramLabel = "TOPIC[,TOPIC]",
      split = ",",
      description = "The topic of each input, in order, for methods that take several.")
  private List<String> topics = List.of();

  @Option(
      names = "--window",
      paramLabel = "COL",
      description =
          "The port's column with the end of a row's window; classic rows without it: their batch time.")
  private String window = "";

  @Option(
      names = "--output-mode",
      paramLabel = "MODE",
      defaultValue = "update",
      description =
          "The port's output mode: append, update or complete; default: ${DEFAULT-VALUE}.")
  private String outputMode;

  @Option(
      names = "--ignore",
      paramLabel = "COL[,COL]",
      split = ",",
      description = "Columns that are not compared.")
  private List<String> ignored = List.of();

  @Option(
      names = "--rename",
      paramLabel = "A=B",
      description = "The classic column A is the port's column B; may be given many times.")
  private Map<String, String> renamed = new LinkedHashMap<>();

  @Mixin private ComparisonOptions comparison;

  /** Tells whether methods are to be compared. */
  boolean isGiven() {
    return classic != null || port != null;
  }

  /** Compares the methods; returns the exit code. */
  int compare(CommandLine line) throws IOException {
    if (classic == null || port == null) {
      throw UserError.usage("compare: --classic and --port belong together: give both");
    }
    if (!comparison.hasInput()) {
      throw UserError.usage(
          "compare: which records? add --input FILE: a recording, or any text file");
    }
    MethodTwins twins =
        new MethodTwins(classic, port, topics, keys, ignored, renamed, outputMode, window);
    return comparison.compare(
        line,
        comparison.recording(null, comparison.batchInterval(BATCH_INTERVAL), line.getErr()),
        twins::job,
        new io.twinstream.api.JobOptions.None());
  }
}
