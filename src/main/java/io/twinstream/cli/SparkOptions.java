package io.twinstream.cli;

import io.twinstream.api.HadoopSettings;
import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** The options of every command that starts Spark. */
final class SparkOptions {
  @Option(
      names = "--master",
      paramLabel = "M",
      description = "Spark master; default: that of spark-submit, else local[*].")
  private String master;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "A Spark setting; repeatable.")
  private List<String> conf = List.of();

  @Option(
      names = "--ui",
      description = "Serve Spark's own page while it runs (default: off), and print its address.")
  private boolean hasUi;

  /** Returns Spark's settings as they were asked for. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String each : conf) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw UserError.usage("--conf %s: write KEY=VALUE".formatted(each));
      }
      settings.put(each.substring(0, equals).strip(), each.substring(equals + 1));
    }
    if (hasUi) {
      settings.put("spark.ui.enabled", "true");
    }
    if (master != null) {
      settings.put("spark.master", master);
    }
    return settings;
  }

  /** Returns such settings over those of spark-submit. */
  static SparkConf conf(Map<String, String> settings) {
    SparkConf all = new SparkConf();
    settings.forEach(all::set);
    return all;
  }

  /** Returns those of Hadoop among them. */
  public HadoopSettings hadoop() {
    return HadoopSettings.of(conf(settings()));
  }
}
