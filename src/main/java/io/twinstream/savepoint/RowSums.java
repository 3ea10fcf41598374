package io.twinstream.savepoint;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What the rows of a state add up to.
 *
 * @param rows how many there are
 * @param checksum the sum of their hashes, which no order changes
 */
public record RowSums(long rows, String checksum) {
  private static final DataType HALF = DataTypes.createDecimalType(19, 0);

  /** Reads rows through. */
  public static RowSums of(Dataset<Row> rows) {
    Row sums = rows.agg(count(), checksum(rows)).first();
    return new RowSums(sums.getLong(0), sums.getString(1));
  }

  /** Returns those that a state was written with. */
  public static RowSums of(StateCopy state) {
    return new RowSums(state.rows(), state.checksum());
  }

  /** Returns {@link #rows} as an aggregation. */
  public static Column count() {
    return functions.count(lit(1));
  }

  /** Returns {@link #checksum} as an aggregation of these rows. */
  public static Column checksum(Dataset<Row> rows) {
    Column hash =
        xxhash64(
            Arrays.stream(rows.columns())
                .map(name -> rows.col("`" + name + "`"))
                .toArray(Column[]::new));
    // Sums of halves fit a long for two billion rows, and cost less than those of decimals.
    return half(shiftright(hash, Integer.SIZE))
        .multiply(lit(1L << Integer.SIZE).cast(HALF))
        .plus(half(hash.bitwiseAND(0xffff_ffffL)))
        .cast(DataTypes.StringType);
  }

  private static Column half(Column half) {
    return coalesce(sum(half), lit(0)).cast(HALF);
  }
}
