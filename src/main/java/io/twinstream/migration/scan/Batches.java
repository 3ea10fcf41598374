package io.twinstream.migration.scan;

import java.util.List;
import java.util.Set;

/** Calls on the RDD, or the Dataset, of one batch. */
final class Batches {
  private static final List<String> TYPES =
      List.of("org/apache/spark/rdd/", "org/apache/spark/api/java/", "org/apache/spark/sql/");

  private static final Set<String> ACTIONS =
      Set.of(
          "foreach",
          "foreachPartition",
          "foreachAsync",
          "foreachPartitionAsync",
          "collect",
          "collectAsMap",
          "count",
          "take",
          "top",
          "reduce",
          "fold",
          "aggregate",
          "saveAsTextFile",
          "saveAsObjectFile",
          "saveAsHadoopFile",
          "saveAsHadoopDataset",
          "saveAsNewAPIHadoopFile",
          "saveAsNewAPIHadoopDataset",
          "save",
          "saveAsTable",
          "insertInto",
          "jdbc",
          "parquet",
          "json",
          "csv",
          "orc",
          "text",
          "show");

  /** Bring records to the driver. */
  private static final Set<String> COLLECTING =
      Set.of(
          "collect",
          "collectAsMap",
          "collectAsList",
          "collectPartitions",
          "take",
          "takeAsList",
          "takeOrdered",
          "takeSample",
          "top",
          "toLocalIterator");

  private static final Set<String> PER_RECORD =
      Set.of(
          "foreach",
          "foreachAsync",
          "map",
          "mapToPair",
          "mapToDouble",
          "mapValues",
          "flatMap",
          "flatMapToPair",
          "flatMapValues",
          "filter");

  private Batches() {}

  static boolean isOne(Call call) {
    String owner = call.target().owner();
    return !call.target().name().equals("<init>") && TYPES.stream().anyMatch(owner::startsWith);
  }

  /** Returns whether a call makes Spark compute. */
  static boolean isAction(Call call) {
    return isOne(call) && ACTIONS.contains(call.target().name());
  }

  static boolean isCollecting(Call call) {
    return isOne(call) && COLLECTING.contains(call.target().name());
  }

  /** Returns whether the function that a call of that name is given runs once for each record. */
  static boolean isPerRecord(String name) {
    return PER_RECORD.contains(name);
  }

  /** Returns whether a call hands a batch on. */
  static boolean takesOne(Call call) {
    String descriptor = call.target().descriptor();
    String parameters = descriptor.substring(0, descriptor.indexOf(')'));
    return parameters.contains("RDD;") || parameters.contains("Lorg/apache/spark/sql/Dataset;");
  }
}
