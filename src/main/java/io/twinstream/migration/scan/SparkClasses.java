package io.twinstream.migration.scan;

import java.util.Set;

/**
 * Which classes are Apache Spark's own. A name in its packages is not enough: connectors of others
 * put their classes there too.
 */
final class SparkClasses {
  private static final String SPARK = "org/apache/spark/";
  private static final Set<String> NAMES = Set.copyOf(Table.lines("spark-classes.txt"));

  private SparkClasses() {}

  /** Returns whether a class of that internal name, or the class around it, is Spark's own. */
  static boolean contains(String internalName) {
    if (!internalName.startsWith(SPARK)) {
      return false;
    }
    int nested = internalName.indexOf('$');
    return NAMES.contains(
        internalName.substring(SPARK.length(), nested < 0 ? internalName.length() : nested));
  }
}
