package io.twinstream.bench.shared;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The JVM that a contestant gets: the same for all, but that ours have the options that {@code
 * bin/twinstream run} gives them.
 *
 * @param options a file of options, as {@code java @file} reads it
 * @param heap such as {@code 4g}, from the start on, all its pages touched
 * @param ours options of our contestants
 * @param more options of every contestant, to measure one alone
 */
public record ContestantJvm(Path options, String heap, List<String> ours, List<String> more) {
  /** The setting by which spark-submit is told options of the driver's JVM. */
  private static final String DRIVER_OPTIONS = "spark.driver.defaultJavaOptions";

  /**
   * Returns that of a configuration folder.
   *
   * @param conf has {@code jvm.options} and {@code spark-defaults.conf}
   * @param more of every contestant; a collector among them is the only one
   */
  public static ContestantJvm of(Path conf, String heap, List<String> more) throws IOException {
    Properties defaults = new Properties();
    try (BufferedReader in = Files.newBufferedReader(conf.resolve("spark-defaults.conf"))) {
      defaults.load(in);
    }
    String ours = defaults.getProperty(DRIVER_OPTIONS, "").strip();
    boolean isCollectorChosen = more.stream().anyMatch(ContestantJvm::isCollector);
    return new ContestantJvm(
        conf.resolve("jvm.options"),
        heap,
        Stream.of(ours.split("\\s+"))
            .filter(option -> !option.isEmpty())
            .filter(option -> !(isCollectorChosen && isCollector(option)))
            .toList(),
        more);
  }

  private static boolean isCollector(String option) {
    return option.matches("-XX:\\+Use\\w*GC");
  }

  /**
   * Returns the command that starts it.
   *
   * @param maker of the contestant
   * @param log options of what it logs
   */
  public List<String> command(Contestant.Maker maker, List<String> log, Program program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options);
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"));
    if (maker == Contestant.Maker.TWINSTREAM) {
      command.addAll(ours);
    }
    command.addAll(more);
    command.addAll(log);
    command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
    command.addAll(program.arguments());
    return command;
  }
}
