package io.twinstream.migration.scan;

import java.util.List;

/**
 * One use of Spark Streaming.
 *
 * @param kind how it is used
 * @param location the class file
 * @param className dotted name of the class that holds the use
 * @param method the method as its source names it: for code in a lambda, the method around it
 * @param line the source line; 0 if the class file has none
 * @param api class and method of Spark, as in {@code JavaPairDStream.updateStateByKey}
 * @param rule what becomes of it
 * @param path how the code of a lambda is reached, outermost first: {@code Job.main:23
 *     JavaDStream.foreachRDD}; empty for code that no lambda holds
 */
record Finding(
    Kind kind,
    String location,
    String className,
    String method,
    int line,
    String api,
    Rule rule,
    List<String> path) {

  /** How the application uses an API. */
  public enum Kind {
    /** A call. */
    CALL,
    /** A method reference. */
    REFERENCE,
    /** A class that extends or implements a type of Spark Streaming. */
    SUBCLASS,
    /** A method that Spark calls, because it overrides one of Spark's. */
    OVERRIDE,
    /** A call of another library's method that takes or gives a stream. */
    EXTENSION
  }

  /** Returns the difficulty of its rule. */
  public Difficulty difficulty() {
    return rule.difficulty();
  }
}
