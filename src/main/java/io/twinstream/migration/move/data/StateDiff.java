package io.twinstream.migration.move.data;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.savepoint.StateCopy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * How two states differ.
 *
 * @param left of the first savepoint
 * @param right of the second
 * @param columns how the columns differ, a sentence each; values of those are not compared
 * @param onlyLeft keys that the first has alone
 * @param onlyRight keys that the second has alone
 * @param different keys that both have, with other values
 * @param examples some of each
 */
record StateDiff(
    StateCopy left,
    StateCopy right,
    List<String> columns,
    long onlyLeft,
    long onlyRight,
    long different,
    List<Example> examples) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EXAMPLES = 5;
  private static final String KEY = "key";
  private static final String LEFT = "left";
  private static final String RIGHT = "right";
  private static final String BOTH = "both";

  /**
   * A key that differs.
   *
   * @param left its other columns in the first savepoint; null if it is not there
   * @param right the same in the second
   */
  record Example(JsonNode key, JsonNode left, JsonNode right) {}

  boolean isEqual() {
    return columns.isEmpty() && onlyLeft + onlyRight + different == 0;
  }

  /** Compares them: one shuffle of the keys with a hash of what belongs to each. */
  static StateDiff of(
      StateCopy left, Dataset<Row> leftRows, StateCopy right, Dataset<Row> rightRows) {
    List<String> columns = new ArrayList<>();
    List<String> compared = compared(leftRows.schema(), rightRows.schema(), columns);
    if (!compared.remove(KEY)) {
      return new StateDiff(left, right, columns, left.rows(), right.rows(), 0, List.of());
    }
    Dataset<Row> differing =
        side(leftRows, compared, LEFT)
            .unionAll(side(rightRows, compared, RIGHT))
            .groupBy(KEY)
            .agg(max(LEFT).as(LEFT), max(RIGHT).as(RIGHT))
            .filter(not(col(LEFT).eqNullSafe(col(RIGHT))))
            .select(col(KEY), where().as("where"))
            .persist(StorageLevel.DISK_ONLY());
    try {
      Map<String, Long> counts = new HashMap<>();
      differing
          .groupBy("where")
          .count()
          .collectAsList()
          .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
      List<Row> shown = new ArrayList<>();
      for (String where : List.of(LEFT, RIGHT, BOTH)) {
        if (counts.containsKey(where)) {
          shown.addAll(first(differing.filter(col("where").equalTo(where))).collectAsList());
        }
      }
      return new StateDiff(
          left,
          right,
          columns,
          counts.getOrDefault(LEFT, 0L),
          counts.getOrDefault(RIGHT, 0L),
          counts.getOrDefault(BOTH, 0L),
          examples(shown, first(differing).schema(), leftRows, rightRows));
    } finally {
      differing.unpersist();
    }
  }

  /** Returns the columns that both have of one type, and adds how the others differ. */
  private static List<String> compared(
      StructType left, StructType right, List<String> differences) {
    List<String> compared = new ArrayList<>();
    Map<String, String> types = types(right);
    types(left)
        .forEach(
            (name, type) -> {
              String other = types.remove(name);
              if (type.equals(other)) {
                compared.add(name);
              } else {
                differences.add(
                    "%s is %s, and %s".formatted(name, type, other == null ? "not there" : other));
              }
            });
    types.forEach((name, type) -> differences.add("%s is not there, and %s".formatted(name, type)));
    return compared;
  }

  private static Map<String, String> types(StructType columns) {
    Map<String, String> types = new LinkedHashMap<>();
    for (StructField field : columns.fields()) {
      types.put(field.name(), field.dataType().catalogString());
    }
    return types;
  }

  private static Dataset<Row> side(Dataset<Row> rows, List<String> compared, String side) {
    Column hash =
        compared.isEmpty()
            ? lit(0L)
            : xxhash64(compared.stream().map(rows::col).toArray(Column[]::new));
    Column none = lit(null).cast("bigint");
    return rows.select(
        rows.col(KEY),
        (side.equals(LEFT) ? hash : none).as(LEFT),
        (side.equals(RIGHT) ? hash : none).as(RIGHT));
  }

  private static Column where() {
    return when(col(RIGHT).isNull(), LEFT).when(col(LEFT).isNull(), RIGHT).otherwise(BOTH);
  }

  private static Dataset<Row> first(Dataset<Row> keys) {
    return keys.orderBy(KEY)
        .limit(EXAMPLES)
        .select(col(KEY).as("wanted"), TextColumns.json(KEY).as("shown"));
  }

  /** Looks up what belongs to keys: each side is read once for all of them. */
  private static List<Example> examples(
      List<Row> shown, StructType columns, Dataset<Row> leftRows, Dataset<Row> rightRows) {
    if (shown.isEmpty()) {
      return List.of();
    }
    Dataset<Row> wanted = leftRows.sparkSession().createDataFrame(shown, columns);
    Map<String, JsonNode> left = values(wanted, leftRows);
    Map<String, JsonNode> right = values(wanted, rightRows);
    List<Example> examples = new ArrayList<>();
    for (Row row : shown) {
      String key = row.getString(1);
      examples.add(new Example(read(key).get(KEY), left.get(key), right.get(key)));
    }
    return examples;
  }

  private static Map<String, JsonNode> values(Dataset<Row> keys, Dataset<Row> rows) {
    String[] others =
        Arrays.stream(rows.columns()).filter(name -> !name.equals(KEY)).toArray(String[]::new);
    Map<String, JsonNode> values = new HashMap<>();
    rows.join(broadcast(keys), rows.col(KEY).eqNullSafe(keys.col("wanted")))
        .select(col("shown"), TextColumns.json(others))
        .collectAsList()
        .forEach(row -> values.put(row.getString(0), read(row.getString(1))));
    return values;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
