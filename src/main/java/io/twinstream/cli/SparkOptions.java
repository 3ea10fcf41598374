package io.twinstream.cli;

import io.twinstream.api.HadoopSettings;
import java.util.LinkedHashMap;
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

  @Option(names = "--conf", paramLabel = "K=V", description = "A Spark setting; repeatable.")
  private Map<String, String> conf = new LinkedHashMap<>();

  /** Returns Spark's settings as they were asked for. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(conf);
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
