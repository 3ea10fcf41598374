package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of {@code bench}; several scenarios share most of them. */
public final class BenchOptions {
  /** The twins, and what people have; one limit. */
  private static final List<String> QUICK_CONTESTANTS =
      List.of(
          "limit consumer+count",
          "twinstream dstream",
          "twinstream structured",
          "spark dstream",
          "spark dstream updateStateByKey",
          "spark dstream socketTextStream",
          "spark dstream reduceByKey",
          "spark structured");

  private static final int QUICK_LINES = 500_000;
  private static final int QUICK_SECONDS = 12;

  @Option(
      names = "--quick",
      description =
          "A first look: ${bundle:quick.scenarios}, of the twins and Spark's examples; 500,000 lines, one pass, 12 seconds of lines, states of 10,000 and 100,000 keys.")
  private boolean isQuick;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "5000000",
      description = "Of words-kafka: how many lines the topic has; default: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many different words the lines have; default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Of words-kafka: how many are measured, after those that warm up, two or more and 40 s; of start and recovery: how often; default: ${DEFAULT-VALUE}.")
  private int passes;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Of words-socket and latency: how long lines are sent, the first of them to warm up; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--keys",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Of state and move: how many keys; default: ${DEFAULT-VALUE}.")
  private List<Integer> keys;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these contestants.")
  private List<String> only;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description = "Heap of each contestant; default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description =
          "For the JVM of each contestant that bench starts itself, such as -Dspark.serializer=...: what a setting gives alone.")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write DIR/<scenario>.json, and DIR/report.html with charts.")
  private Path out;

  /** Sets what {@code --quick} stands for, if it was given. */
  public void applyQuick() {
    if (isQuick) {
      only = only == null ? QUICK_CONTESTANTS : only;
      lines = QUICK_LINES;
      passes = 1;
      seconds = QUICK_SECONDS;
      keys = List.of(10_000, 100_000);
    }
  }

  /**
   * Checks {@code --only}.
   *
   * @param known the names of all contestants
   * @throws UserError if a name is not among them
   */
  public void checkOnly(List<String> known) {
    for (String name : only == null ? List.<String>of() : only) {
      if (!known.contains(name)) {
        throw UserError.usage(
            "--only '%s': contestants are %s".formatted(name, String.join("; ", known)));
      }
    }
  }

  /** Returns those that are to be measured, in the same order. */
  public <C extends Contestant> Set<C> chosen(List<C> contestants) {
    return contestants.stream()
        .filter(Contestant::isHere)
        .filter(each -> only == null || only.contains(each.label()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Tells whether a first look is enough. */
  public boolean isQuick() {
    return isQuick;
  }

  /** Returns how many lines a topic has. */
  public int lines() {
    return lines;
  }

  /** Returns how many distinct words lines have. */
  public int words() {
    return words;
  }

  /** Returns how many passes are measured, or how often something is repeated. */
  public int passes() {
    return passes;
  }

  /** Returns how long lines are sent. */
  public int seconds() {
    return seconds;
  }

  /** Returns how many keys states have. */
  public List<Integer> keys() {
    return keys;
  }

  /** Returns the heap of a contestant, as after {@code -Xmx}. */
  public String heap() {
    return heap;
  }

  /** Returns options for the JVM of every contestant. */
  public List<String> javaOptions() {
    return javaOptions;
  }

  /** Returns the folder of the results, if they are to be written. */
  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }
}
