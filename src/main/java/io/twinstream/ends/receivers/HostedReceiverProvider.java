package io.twinstream.ends.receivers;

import io.twinstream.api.HadoopSettings;
import io.twinstream.api.HostedReceiver;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The format {@value HostedReceiver#FORMAT}: {@code value} (string or binary), {@code receivedAt}
 * (timestamp, when its block was stored), {@code receiver} (int, from 0).
 */
public final class HostedReceiverProvider implements TableProvider, DataSourceRegister {
  private static final Map<String, HostedStream> STREAMS = new ConcurrentHashMap<>();

  @Override
  public String shortName() {
    return HostedReceiver.FORMAT;
  }

  /** Returns the stream that was opened with this option {@link ReceiverSettings#ID}. */
  static Optional<HostedStream> opened(String id) {
    return Optional.ofNullable(STREAMS.get(id));
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    ReceiverSettings settings = ReceiverSettings.of(options);
    settings.create();
    return schema(settings);
  }

  private static StructType schema(ReceiverSettings settings) {
    return new StructType()
        .add("value", settings.format().type(), false)
        .add("receivedAt", DataTypes.TimestampType, false)
        .add("receiver", DataTypes.IntegerType, false);
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    return new ReceiverTable(
        ReceiverSettings.of(options), Optional.ofNullable(options.get(ReceiverSettings.ID)));
  }

  private record ReceiverTable(ReceiverSettings settings, Optional<String> key)
      implements Table, SupportsRead {
    @Override
    public String name() {
      return "hosted receivers";
    }

    @Override
    @SuppressWarnings("deprecation") // columns() has a default that asks this
    public StructType schema() {
      return HostedReceiverProvider.schema(settings);
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new ReceiverScan(settings, key);
    }
  }

  private record ReceiverScan(ReceiverSettings settings, Optional<String> key) implements Scan {
    @Override
    public StructType readSchema() {
      return schema(settings);
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
      SparkContext spark = SparkSession.active().sparkContext();
      HadoopSettings hadoop = HadoopSettings.of(spark.getConf());
      HostedStream stream =
          new HostedStream(
              settings,
              spark,
              new BlockFolder(checkpointLocation + "/blocks", hadoop),
              new BlockFolder(checkpointLocation + "/steps", hadoop));
      key.ifPresent(id -> STREAMS.put(id, stream));
      return stream;
    }
  }
}
