package io.twinstream.savepoint;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The Data Source V2 entry of {@link OpenSavepoint#seed()}, which Spark finds by its name; its
 * options are not for others.
 */
public final class SeedProvider implements TableProvider {
  private static final String FOLDER = "folder";
  private static final String STATE = "state";
  private static final String ROWS = "rows";
  private static final String CHECKSUM = "checksum";
  private static final String COLUMNS = "columns";

  static Dataset<Row> load(SparkSession session, String folder, StateCopy copy) {
    return session
        .readStream()
        .format(SeedProvider.class.getName())
        .option(FOLDER, folder)
        .option(STATE, copy.name())
        .option(ROWS, copy.rows())
        .option(CHECKSUM, copy.checksum())
        .option(COLUMNS, copy.columns())
        .load();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return StructType.fromDDL(options.get(COLUMNS));
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    StateCopy copy =
        new StateCopy(
            options.get(STATE),
            options.getLong(ROWS, 0),
            options.get(CHECKSUM),
            options.get(COLUMNS));
    return new SeedTable(options.get(FOLDER), copy, schema);
  }

  private record SeedTable(String folder, StateCopy copy, StructType shape)
      implements Table, SupportsRead {
    @Override
    public String name() {
      return "savepoint " + folder;
    }

    @Override
    @SuppressWarnings("deprecation") // columns() has a default that asks this
    public StructType schema() {
      return shape;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new SeedScan(folder, copy, shape);
    }
  }

  private record SeedScan(String folder, StateCopy copy, StructType readSchema) implements Scan {
    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
      return new SeedStream(folder, copy, checkpointLocation);
    }
  }
}
