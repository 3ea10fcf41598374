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
 * @param fingerprint what tells it from others, however lines move
 * @param part which thing of the program it is
 * @param source the source file below the root of the sources, {@code com/x/App.java}; null if
 *     unknown
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
    String fingerprint,
    Part part,
    String source,
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

  Finding named(String newFingerprint) {
    return new Finding(
        kind, location, className, method, line, api, rule, newFingerprint, part, source, path);
  }

  /** Returns the difficulty of its rule. */
  public Difficulty difficulty() {
    return rule.difficulty();
  }
}
