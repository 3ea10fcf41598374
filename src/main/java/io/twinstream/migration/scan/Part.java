package io.twinstream.migration.scan;

import java.util.Locale;
import java.util.Set;

/** The things of a program that work is counted in; a call that is none of them is a detail. */
enum Part {
  /** What gives a stream and takes none. */
  SOURCE("source"),
  /** A class that is a receiver. */
  RECEIVER("receiver"),
  /** An operator that remembers what came before its batch, or joins. */
  STATEFUL("stateful operator"),
  /** Any other operator. */
  OPERATOR("operator"),
  /** What makes batches run. */
  OUTPUT("output"),
  /** A class that listens to batches, or is a stream. */
  EXTENSION("own class"),
  /** Settings, starting and stopping, what is asked of offsets and state. */
  DETAIL("detail");

  private static final Set<String> REMEMBERING =
      Set.of(
          "updateStateByKey",
          "mapWithState",
          "stateSnapshots",
          "window",
          "countByWindow",
          "reduceByWindow",
          "countByValueAndWindow",
          "groupByKeyAndWindow",
          "reduceByKeyAndWindow",
          "join",
          "leftOuterJoin",
          "rightOuterJoin",
          "fullOuterJoin",
          "cogroup",
          "transformWith",
          "transformWithToPair");

  private final String words;

  Part(String words) {
    this.words = words;
  }

  /** Returns whether an operator of that name remembers what came before its batch, or joins. */
  static boolean remembers(String name) {
    return REMEMBERING.contains(name);
  }

  /** Returns whether it is a step of a stream. */
  boolean isStep() {
    return this == SOURCE || this == STATEFUL || this == OPERATOR || this == OUTPUT;
  }

  /** Returns the key in reports for programs. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns so many of them in words. */
  String words(int count) {
    boolean isPlural = count != 1;
    return count + " " + (isPlural ? this == EXTENSION ? "own classes" : words + "s" : words);
  }

  /** Returns what a call of the application is. */
  static Part of(Application application, Use use, Difficulty difficulty) {
    if (use.isReference() || difficulty == Difficulty.DROP) {
      return DETAIL;
    }
    if (application.isSource(use)) {
      return SOURCE;
    }
    if (application.isOutput(use)) {
      return OUTPUT;
    }
    boolean isOperator = application.givesStream(use.call());
    return !isOperator ? DETAIL : remembers(use.name()) ? STATEFUL : OPERATOR;
  }
}
