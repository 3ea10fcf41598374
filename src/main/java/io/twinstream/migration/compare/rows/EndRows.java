package io.twinstream.migration.compare.rows;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was found at an end.
 *
 * @param rows its rows; of a topic with the columns {@link #PARTITION}, {@link #OFFSET} and {@link
 *     #ARRIVED}
 * @param isTyped whether the columns' types are what somebody has said, and not all text
 * @param hasOffsets whether it is a topic
 * @param notes what a reader of the result should know
 */
record EndRows(Dataset<Row> rows, boolean isTyped, boolean hasOffsets, List<String> notes) {
  static final String PARTITION = "twinstream partition";
  static final String OFFSET = "twinstream offset";
  static final String ARRIVED = "twinstream arrived";

  /** Returns the names of the columns that the program wrote. */
  List<String> columns() {
    return Stream.of(rows.columns())
        .filter(name -> !List.of(PARTITION, OFFSET, ARRIVED).contains(name))
        .toList();
  }
}
