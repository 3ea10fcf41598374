package io.twinstream.run;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command that starts Spark. */
public final class SparkOptions {
  @Option(
      names = "--master",
      paramLabel = "M",
      description = "Spark master; default: what spark-submit says, else local[*].")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "K=V",
      description = "A Spark setting; may be given many times.")
  private Map<String, String> conf = new LinkedHashMap<>();

  @Option(names = "--verbose", description = "Show a stack trace when something fails.")
  private boolean isVerbose;

  /** Returns Spark's settings as they were asked for. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(conf);
    if (master != null) {
      settings.put("spark.master", master);
    }
    return settings;
  }

  /** Tells whether stack traces were asked for. */
  public boolean isVerbose() {
    return isVerbose;
  }
}
