package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.RowSums;
import io.twinstream.savepoint.StateCopy;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Writes the Parquet files of a state, and adds its rows up. */
public final class StateFiles {
  private StateFiles() {}

  /**
   * Copies rows, adding them up meanwhile; reads the copy back and adds it up too.
   *
   * @throws UserError if the copy is not what was written
   */
  public static StateCopy copy(String name, Dataset<Row> rows, String target) {
    Observation source = new Observation();
    rows.observe(source, RowSums.count().as("rows"), RowSums.checksum(rows).as("checksum"))
        .write()
        .parquet(target);
    RowSums written = RowSums.of(rows.sparkSession().read().schema(rows.schema()).parquet(target));
    Map<String, ?> read = observed(source);
    RowSums sums = new RowSums((Long) read.get("rows"), (String) read.get("checksum"));
    if (!written.equals(sums)) {
      throw UserError.failed(
          "state %s: the copy has %,d rows with the checksum %s, and was written with %,d and %s: the disk failed, or something else writes there; try again"
              .formatted(name, written.rows(), written.checksum(), sums.rows(), sums.checksum()));
    }
    return new StateCopy(name, sums.rows(), sums.checksum(), rows.schema().toDDL());
  }

  /**
   * Returns what was observed of rows that have been written.
   *
   * @throws UserError if this thread was interrupted
   */
  public static Map<String, ?> observed(Observation source) {
    try {
      return source.getAsJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }
}
