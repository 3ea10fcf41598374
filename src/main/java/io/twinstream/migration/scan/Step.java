package io.twinstream.migration.scan;

import java.util.List;

/**
 * A step of a stream: a source, an operator or an output.
 *
 * @param number counts the steps of its program from 1
 * @param api class and method of Spark, as in a {@link Finding}
 * @param arguments those that are constant, as {@code 60 s, 10 s}; empty if none is
 * @param className dotted name of the class that holds the call
 * @param method the method around the call, as its source names it
 * @param source the source file below the root of the sources; null if unknown
 * @param line the source line; 0 if unknown
 * @param part which thing of the program it is
 * @param rule what becomes of it
 * @param from the numbers of the steps that it takes streams from; a source has none
 */
record Step(
    int number,
    String api,
    String arguments,
    String className,
    String method,
    String source,
    int line,
    Part part,
    Rule rule,
    List<Integer> from) {

  /** Returns the method alone: {@code reduceByKeyAndWindow}. */
  String name() {
    String name = api.substring(api.lastIndexOf('.') + 1);
    return name.equals("<init>") ? ReadableNames.api(api) : name;
  }

  /** Returns name and constants: {@code window 60 s, 10 s}. */
  String title() {
    return arguments.isEmpty() ? name() : name() + " " + arguments;
  }
}
