package io.twinstream.bench.shared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/**
 * A scenario of {@code bench}: who is measured, how, and how that is shown.
 *
 * @param <C> its contestants
 * @param <R> what comes of one
 */
public interface Scenario<C extends Contestant, R extends Result> {
  /** Returns its name on the command line, and that of its JSON file. */
  String name();

  /** Returns what it measures, for the help: the end of a sentence that begins with its name. */
  String summary();

  /** Tells whether it is part of {@code --quick}. */
  default boolean isQuick() {
    return false;
  }

  /** Returns all that can be measured, in the order of its runs. */
  List<C> contestants();

  /**
   * Checks the options that it uses; without this, it can measure with any.
   *
   * @throws io.twinstream.error.UserError if one has a value that it cannot measure with
   */
  default void check(BenchOptions options) {}

  /** Returns what it takes of the machine. */
  Requirements requirements(BenchOptions options);

  /** Adds to the JSON file what else was the same for all contestants. */
  void describe(BenchOptions options, ObjectNode settings);

  /** Measures these contestants; returns what came of each, failures too. */
  List<R> run(BenchOptions options, Set<C> chosen, Setup setup)
      throws IOException, InterruptedException;

  /** Returns how the results are shown in rows. */
  ResultTable<R> table();

  /**
   * Returns the results as charts.
   *
   * @param valid those that are {@link Result#isValid}, one or more
   */
  List<Chart> charts(List<R> valid);

  /**
   * Runs a contestant in this JVM, which is its own; prints what {@link #run} reads.
   *
   * @param arguments what {@link #run} gives it
   */
  default void pass(C contestant, List<String> arguments, PrintStream out) throws Exception {
    throw new UnsupportedOperationException(name() + " starts programs that are not of bench");
  }
}
