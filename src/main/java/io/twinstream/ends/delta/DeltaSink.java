package io.twinstream.ends.delta;

import io.twinstream.api.BatchRows;
import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.ColumnType;
import io.twinstream.ends.Retries;
import io.twinstream.ends.files.PartParquet;
import io.twinstream.ends.files.StagedParquet;
import io.twinstream.error.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Writes each batch into a table of Delta Lake as one commit, which carries the run and the batch
 * as {@code txnAppId} and {@code txnVersion}: Delta leaves out a commit whose batch the table has
 * already.
 *
 * <p>Totals are merged by the row's key columns. Rows of any other job are appended, with the
 * columns {@code run} and {@code batch} before their own.
 */
final class DeltaSink<R> implements Sink<R> {
  static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  private static final long serialVersionUID = 1L;
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String APPLICATION = "spark.databricks.delta.write.txnAppId";
  private static final String VERSION = "spark.databricks.delta.write.txnVersion";
  private static final String RUN = "run";
  private static final String BATCH = "batch";

  private final String sink;
  private final String directory;
  private final RowFormat format;
  private final String run;
  private final boolean isOfBatch;
  private final LinkedHashMap<String, ColumnType> columns;
  private final StagedParquet staged;
  private final Retries retries;
  private boolean isChecked;

  DeltaSink(String sink, String directory, SinkRows<R> rows, HadoopSettings hadoop) {
    this.sink = sink;
    this.directory = new Path(directory).toString();
    this.format = rows.format();
    this.run = rows.runId();
    this.isOfBatch = rows.isOfBatch();
    this.columns = ColumnType.ofColumns(rows, sink);
    this.staged = new StagedParquet(sink, this.directory, run, hadoop);
    this.retries = new Retries(sink);
  }

  @Override
  public void configure(SparkConf conf) {
    String others = conf.get(EXTENSIONS, "");
    if (!others.contains(EXTENSION)) {
      conf.set(EXTENSIONS, others.isEmpty() ? EXTENSION : others + "," + EXTENSION);
    }
    conf.setIfMissing(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    if (conf.get("spark.master", "").startsWith("local")) {
      // How many tasks look at the table's log before each commit: 50 are for clusters.
      conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "2");
    }
  }

  @Override
  public void check() {
    staged.check();
  }

  @Override
  public void takeOver(long epoch, String driver) {
    staged.takeOver();
  }

  @Override
  public void giveUp() {
    retries.giveUp();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    SparkSession session = SparkSession.active();
    try {
      if (!isChecked) {
        checkTable(session);
        isChecked = true;
      }
      staged.pass(
          rows,
          batch,
          new PartParquet<>(sink, format, columns, more(batch)),
          files -> {
            if (!files.isEmpty()) {
              Dataset<Row> read =
                  session.read().schema(schema()).parquet(files.toArray(String[]::new));
              retries.run(
                  () -> {
                    commit(session, read, batch);
                    return null;
                  },
                  DeltaSink::isInTheWay);
            }
          });
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) {
      throw !isChecked || isOfDelta(e)
          ? UserError.failed("%s: %s".formatted(sink, firstLine(e.getMessage())), e)
          : e;
    }
  }

  /** The same commit, done twice, is there once. */
  private void commit(SparkSession session, Dataset<Row> rows, long batch) {
    session.conf().set(APPLICATION, "twinstream-" + run);
    session.conf().set(VERSION, batch);
    try {
      if (isOfBatch) {
        rows.write().format("delta").mode("append").save(directory);
      } else {
        String view = "twinstream_" + Long.toUnsignedString(batch);
        rows.createOrReplaceTempView(view);
        session.sql(
            "MERGE INTO %s AS there USING %s AS row ON %s WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
                .formatted(table(), view, ofSameKey()));
        session.catalog().dropTempView(view);
      }
    } finally {
      session.conf().unset(APPLICATION);
      session.conf().unset(VERSION);
    }
  }

  private void checkTable(SparkSession session) {
    if (!session.conf().get(EXTENSIONS, "").contains(EXTENSION)) {
      throw UserError.failed(
          "%s: Spark was started without Delta: set %s to %s"
              .formatted(sink, EXTENSIONS, EXTENSION));
    }
    String definitions =
        Arrays.stream(schema().fields())
            .map(field -> quoted(field.name()) + " " + field.dataType().sql())
            .collect(Collectors.joining(", "));
    session.sql("CREATE TABLE IF NOT EXISTS %s (%s) USING delta".formatted(table(), definitions));
    StructType found = session.table(table()).schema();
    if (!types(found).equals(types(schema()))) {
      throw UserError.failed(
          "%s: has the columns %s, and the rows have %s: name another directory, or delete this one"
              .formatted(sink, types(found), types(schema())));
    }
  }

  private LinkedHashMap<String, Object> more(long batch) {
    LinkedHashMap<String, Object> more = new LinkedHashMap<>();
    if (isOfBatch) {
      more.put(RUN, run);
      more.put(BATCH, batch);
    }
    return more;
  }

  private StructType schema() {
    StructType schema = new StructType();
    if (isOfBatch) {
      schema = schema.add(RUN, DataTypes.StringType).add(BATCH, DataTypes.LongType);
    }
    for (Map.Entry<String, ColumnType> column : columns.entrySet()) {
      schema = schema.add(column.getKey(), type(column.getValue()));
    }
    return schema;
  }

  private static DataType type(ColumnType type) {
    return switch (type) {
      case INTEGER -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case DECIMAL, TEXT -> DataTypes.StringType;
    };
  }

  /** Null is a key too. */
  private String ofSameKey() {
    return format.keyColumns().stream()
        .map(column -> "there.%1$s <=> row.%1$s".formatted(quoted(column)))
        .collect(Collectors.joining(" AND "));
  }

  private String table() {
    return "delta." + quoted(directory);
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static List<String> types(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(field -> field.name() + " " + field.dataType().simpleString())
        .toList();
  }

  /** Another program changed the table meanwhile, which compacts it for example. */
  private static boolean isInTheWay(Exception failure) {
    return failure.getClass().getSimpleName().startsWith("Concurrent");
  }

  private static boolean isOfDelta(Exception failure) {
    return failure.getClass().getName().contains(".delta.");
  }

  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
