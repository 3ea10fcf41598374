package io.twinstream.migration.savepoint;

import io.twinstream.error.UserError;
import io.twinstream.migration.checkpoint.Compression;
import io.twinstream.migration.checkpoint.DStreamCheckpoint;
import io.twinstream.migration.checkpoint.Setting;
import io.twinstream.savepoint.StateCopy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.input.PortableDataStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Copies the state of one operator into Parquet files, row by row on the executors. */
final class StateCopier {
  private final SparkSession session;

  StateCopier(SparkSession session) {
    this.session = session;
  }

  /** Opens a part of a state RDD. */
  private record PartReader(boolean isKryo, Map<String, String> settings) implements Serializable {
    Iterator<Map<String, Object>> read(PortableDataStream part) throws IOException {
      InputStream in = new BufferedInputStream(part.open());
      if (isKryo) {
        return new KryoRecords(Compression.decompressIfCompressed(in), settings);
      }
      return new StateRecords(Compression.decompress(in).content());
    }
  }

  /**
   * Copies the state of a DStream operator.
   *
   * @throws UserError if it cannot be read
   */
  StateCopy copy(DStreamCheckpoint checkpoint, Plan.State state, String target) {
    PartReader reader = reader(checkpoint);
    try {
      JavaRDD<Map<String, Object>> rows =
          JavaSparkContext.fromSparkContext(session.sparkContext())
              .binaryFiles(new Path(state.place(), "part-*").toString())
              .values()
              .flatMap(reader::read);
      StructType type = type(rows);
      JavaRDD<Row> typed = rows.map(row -> Columns.row(row, type));
      return copy(state.name(), session.createDataFrame(typed, type), target);
    } catch (Exception e) {
      throw unreadable(state, e);
    }
  }

  /** Copies rows; reads the copy back and compares it. */
  StateCopy copy(String name, Dataset<Row> rows, String target) {
    rows.write().parquet(target);
    Row written = sums(session.read().schema(rows.schema()).parquet(target));
    Row source = sums(rows);
    if (!source.equals(written)) {
      throw UserError.failed(
          "state %s: the copy has %s rows with the checksum %s, the checkpoint %s with %s: it changed meanwhile, or the disk failed; try again"
              .formatted(name, written.get(0), written.get(1), source.get(0), source.get(1)));
    }
    return new StateCopy(name, source.getLong(0), source.getString(1), rows.schema().toDDL());
  }

  /** Returns the number of rows and the sum of their hashes, which no order changes. */
  private static Row sums(Dataset<Row> rows) {
    Column[] all =
        Arrays.stream(rows.columns())
            .map(name -> rows.col("`" + name + "`"))
            .toArray(Column[]::new);
    Column hash = functions.xxhash64(all).cast(DataTypes.createDecimalType(38, 0));
    return rows.agg(
            functions.count(functions.lit(1)),
            functions.coalesce(functions.sum(hash), functions.lit(0)).cast(DataTypes.StringType))
        .first();
  }

  /** Looks at every row: a field that is null in one may have a type in the next. */
  private static StructType type(JavaRDD<Map<String, Object>> rows) {
    DataType none =
        new StructType()
            .add(StateRecords.KEY, DataTypes.NullType)
            .add(StateRecords.STATE, DataTypes.NullType);
    return (StructType)
        Columns.storable(
            rows.aggregate(
                none, (type, row) -> Columns.merged(type, Columns.typeOf(row)), Columns::merged));
  }

  private static PartReader reader(DStreamCheckpoint checkpoint) {
    Map<String, String> settings = new TreeMap<>();
    for (Setting setting : checkpoint.settings()) {
      settings.put(setting.key(), setting.value());
    }
    boolean isKryo = settings.getOrDefault("spark.serializer", "").endsWith("KryoSerializer");
    settings.keySet().removeIf(key -> !key.startsWith("spark.kryo"));
    return new PartReader(isKryo, new TreeMap<>(settings));
  }

  private static UserError unreadable(Plan.State state, Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof NoSuchElementException)) {
      cause = cause.getCause();
    }
    String message = cause instanceof SparkException ? firstLine(cause) : cause.getMessage();
    return UserError.failed(
        "state %s in %s: cannot be read: %s".formatted(state.name(), state.place(), message),
        failure);
  }

  private static String firstLine(Throwable cause) {
    return cause.getMessage().lines().findFirst().orElse("");
  }
}
