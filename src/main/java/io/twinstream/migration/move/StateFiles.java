package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.StateCopy;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Writes the Parquet files of a state, and adds its rows up. */
public final class StateFiles {
  private static final DataType HALF = DataTypes.createDecimalType(19, 0);
  private static final Column ROWS = functions.count(functions.lit(1)).as("rows");

  private StateFiles() {}

  /**
   * What rows add up to.
   *
   * @param rows how many there are
   * @param checksum the sum of their hashes, which no order changes
   */
  public record Sums(long rows, String checksum) {}

  /**
   * Copies rows, adding them up meanwhile; reads the copy back and adds it up too.
   *
   * @throws UserError if the copy is not what was written
   */
  public static StateCopy copy(String name, Dataset<Row> rows, String target) {
    Observation source = new Observation();
    rows.observe(source, ROWS, checksum(rows)).write().parquet(target);
    Sums written = sums(rows.sparkSession().read().schema(rows.schema()).parquet(target));
    Map<String, ?> read = observed(source);
    Sums sums = new Sums((Long) read.get("rows"), (String) read.get("checksum"));
    if (!written.equals(sums)) {
      throw UserError.failed(
          "state %s: the copy has %,d rows with the checksum %s, and was written with %,d and %s: the disk failed, or something else writes there; try again"
              .formatted(name, written.rows(), written.checksum(), sums.rows(), sums.checksum()));
    }
    return new StateCopy(name, sums.rows(), sums.checksum(), rows.schema().toDDL());
  }

  /** Reads rows through. */
  public static Sums sums(Dataset<Row> rows) {
    Row sums = rows.agg(ROWS, checksum(rows)).first();
    return new Sums(sums.getLong(0), sums.getString(1));
  }

  /** Returns the hash of a row. */
  public static Column hash(Dataset<Row> rows) {
    return functions.xxhash64(
        Arrays.stream(rows.columns())
            .map(name -> rows.col("`" + name + "`"))
            .toArray(Column[]::new));
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

  private static Column checksum(Dataset<Row> rows) {
    Column hash = hash(rows);
    // Sums of halves fit a long for two billion rows, and cost less than those of decimals.
    Column high = sum(functions.shiftright(hash, Integer.SIZE));
    Column low = sum(hash.bitwiseAND(0xffff_ffffL));
    return high.multiply(functions.lit(1L << Integer.SIZE).cast(HALF))
        .plus(low)
        .cast(DataTypes.StringType)
        .as("checksum");
  }

  private static Column sum(Column half) {
    return functions.coalesce(functions.sum(half), functions.lit(0)).cast(HALF);
  }
}
