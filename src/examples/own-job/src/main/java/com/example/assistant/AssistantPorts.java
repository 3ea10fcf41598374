package com.example.assistant;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsWithStateFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Ports of {@link OldJobs} as coding assistants write them: each reads well, and is wrong. */
public final class AssistantPorts {
  private AssistantPorts() {}

  /** Wrong on a stream: counts since the beginning. Right on each micro-batch. */
  static Dataset<Row> wordCount(Dataset<Row> records) {
    return words(records).groupBy("word").count();
  }

  /** Wrong: the new state is this batch's count alone. */
  static Dataset<Tuple2<String, Long>> totals(Dataset<Row> records) {
    MapGroupsWithStateFunction<String, Row, Long, Tuple2<String, Long>> count =
        (word, rows, state) -> {
          long total = 0;
          while (rows.hasNext()) {
            rows.next();
            total++;
          }
          state.update(total);
          return new Tuple2<>(word, total);
        };
    return words(records)
        .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
        .mapGroupsWithState(
            count, Encoders.LONG(), Encoders.tuple(Encoders.STRING(), Encoders.LONG()));
  }

  /** Wrong: windows that follow each other, where the old ones overlap. */
  static Dataset<Row> windowed(Dataset<Row> records) {
    return inWindows(records, "4 seconds", "4 seconds");
  }

  /** Right: the length and the slide of the old windows. */
  static Dataset<Row> windowedAgain(Dataset<Row> records) {
    return inWindows(records, "4 seconds", "2 seconds");
  }

  private static Dataset<Row> inWindows(Dataset<Row> records, String length, String slide) {
    return words(records)
        .groupBy(window(col("timestamp"), length, slide), col("word"))
        .count()
        .select(col("window.end").as("windowEnd"), col("word"), col("count"));
  }

  /** Right: the same port as {@link #totals}, with the old state added. */
  static Dataset<Row> totalsAgain(Dataset<Row> records) {
    return words(records).groupBy("word").count();
  }

  private static Dataset<Row> words(Dataset<Row> records) {
    return records.select(explode(split(col("value"), " ")).as("word"), col("timestamp"));
  }
}
