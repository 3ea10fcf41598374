package io.twinstream.migration.scan;

import java.util.Set;

/**
 * Methods that stand in class files but that nobody calls by name: what the Scala compiler writes,
 * and what every class has.
 */
final class Plumbing {
  private static final Set<String> NAMES =
      Set.of(
          "<clinit>",
          "toString",
          "equals",
          "hashCode",
          "getClass",
          "wait",
          "notify",
          "notifyAll",
          "clone",
          "finalize",
          "toPairDStreamFunctions",
          "canEqual",
          "productArity",
          "productElement",
          "productIterator",
          "productPrefix",
          "productElementName",
          "productElementNames",
          "readResolve",
          "writeReplace",
          "log",
          "logName",
          "log_",
          "isTraceEnabled",
          "initializeLogIfNecessary",
          "initializeForcefully",
          "LogStringContext",
          "withLogContext",
          "MDC");

  private static final Set<String> LOG_METHODS =
      Set.of("logInfo", "logDebug", "logTrace", "logWarning", "logError");

  private Plumbing() {}

  /**
   * Returns whether a method of that name is one: of {@code Object}, of {@code Product}, of Spark's
   * {@code Logging}, an implicit conversion, a default argument, a forwarder of a trait.
   */
  static boolean isPlumbing(String name) {
    return NAMES.contains(name)
        || LOG_METHODS.contains(name)
        || name.endsWith("$")
        || name.contains("$default$")
        || name.startsWith("$anonfun$")
        || name.contains("$$");
  }
}
