package io.twinstream.ends;

import io.twinstream.api.InputRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The Data Source V2 entry for streams that live in the driver. Spark makes providers by class
 * name, so the stream is handed over to the table by an id. A plan may have the table several
 * times, as a join of two parts of a stream has: it is one source of the query all the same.
 */
public final class DriverSourceProvider implements TableProvider {
  private static final String ID = "id";
  private static final Map<String, MicroBatchStream> STREAMS = new ConcurrentHashMap<>();

  /** Returns the stream as a streaming Dataset of {@link LineBatch#SCHEMA}. */
  public static Dataset<Row> load(SparkSession session, MicroBatchStream stream) {
    String id = UUID.randomUUID().toString();
    STREAMS.put(id, stream);
    return session.readStream().format(DriverSourceProvider.class.getName()).option(ID, id).load();
  }

  /** Returns lines as at most so many partitions of a micro-batch, of about the same size. */
  public static InputPartition[] ofLines(List<InputRecord> lines, int most) {
    return LineBatch.ofLines(lines, most);
  }

  /** Returns records as at most so many partitions of a micro-batch, of about the same size. */
  public static InputPartition[] ofRecords(List<InputRecord> records, int most) {
    return LineBatch.of(records, most);
  }

  /** Returns what reads those partitions on executors. */
  public static PartitionReaderFactory readers() {
    return new LineBatch.ReaderFactory();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return LineBatch.SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new DriverTable(STREAMS.remove(properties.get(ID)));
  }

  private record DriverTable(MicroBatchStream stream) implements Table, SupportsRead {
    @Override
    public String name() {
      return "lines held by the driver";
    }

    @Override
    @SuppressWarnings("deprecation") // columns() has a default that asks this
    public StructType schema() {
      return LineBatch.SCHEMA;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new DriverScan(stream);
    }
  }

  private record DriverScan(MicroBatchStream stream) implements Scan {
    @Override
    public StructType readSchema() {
      return LineBatch.SCHEMA;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
      return stream;
    }
  }
}
