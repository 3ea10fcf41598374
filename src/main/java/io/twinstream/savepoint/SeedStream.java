package io.twinstream.savepoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a saved state as a stream that has them once, in the first micro-batch of a query.
 *
 * <p>The query's log says that they were taken, and by the savepoint's SHA-256 which: a first
 * micro-batch that was not committed takes the same rows again, any later one takes none. Which
 * they are is settled before any source says where it begins, as Kafka's keeps that in the
 * checkpoint before there is a micro-batch. Spark's own Parquet source reads them.
 */
final class SeedStream implements MicroBatchStream, SupportsTriggerAvailableNow {
  private static final Logger LOG = LoggerFactory.getLogger(SeedStream.class);

  private final String folder;
  private final StateCopy copy;
  private final SeedOffset begun;
  private Batch batch;
  private InputPartition[] checked;

  /**
   * @param place a folder of the checkpoint for this source alone
   */
  SeedStream(String folder, StateCopy copy, String place) {
    this.folder = folder;
    this.copy = copy;
    SeedOffset given = given();
    begun = begunIn(new Path(place, "seed"), given);
    if (!begun.equals(given)) {
      LOG.warn("{} is not read: the checkpoint was begun with another one", this);
    }
  }

  @Override
  public Offset initialOffset() {
    return SeedOffset.BEFORE;
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    return start.equals(SeedOffset.BEFORE) ? begun : start;
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks for latestOffset(start, limit)");
  }

  /** All rows come with the first trigger. */
  @Override
  public void prepareForTriggerAvailableNow() {}

  /**
   * Returns the partitions of the rows.
   *
   * @throws UserError if the savepoint is not the one that the micro-batch was planned with, or not
   *     whole
   */
  @Override
  public synchronized InputPartition[] planInputPartitions(Offset start, Offset end) {
    if (!start.equals(SeedOffset.BEFORE)) {
      return new InputPartition[0];
    }
    if (checked == null) {
      checkFor((SeedOffset) end);
      checked = copy.rows() == 0 ? new InputPartition[0] : batch().planInputPartitions();
      LOG.info("{}: {} rows come with the first micro-batch", this, copy.rows());
    }
    return checked.clone();
  }

  @Override
  public synchronized PartitionReaderFactory createReaderFactory() {
    return batch().createReaderFactory();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return SeedOffset.ofJson(json)
        .orElseThrow(
            () ->
                UserError.usage(
                    "%s: the checkpoint has the offset %s where that of the savepoint's rows is wanted: keep the sources of a query, and their order, as they were when it began"
                        .formatted(this, json)));
  }

  @Override
  public void commit(Offset end) {}

  @Override
  public void stop() {}

  /** What the query's progress calls it. */
  @Override
  public String toString() {
    return "savepoint %s: state '%s'".formatted(folder, copy.name());
  }

  /** Returns the position behind the rows that this program gives. */
  private SeedOffset given() {
    return SeedOffset.behind(Savepoints.sha256(folder, hadoop()), copy.name());
  }

  /** Returns the position behind the rows that the checkpoint was begun with, from now on. */
  private SeedOffset begunIn(Path file, SeedOffset given) {
    try {
      FileSystem files = file.getFileSystem(hadoop());
      if (!files.exists(file)) {
        Path beside = file.suffix(".tmp");
        try (OutputStream out = files.create(beside, true)) {
          out.write(given.json().getBytes(UTF_8));
        }
        if (!files.rename(beside, file)) {
          throw new IOException("it cannot be renamed");
        }
      }
      try (InputStream in = files.open(file)) {
        return (SeedOffset) deserializeOffset(new String(in.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      throw UserError.failed(
          "%s: the checkpoint's file %s cannot be read or written (%s)"
              .formatted(this, file, e.getMessage()),
          e);
    }
  }

  private void checkFor(SeedOffset planned) {
    SeedOffset given = given();
    if (!given.equals(planned)) {
      throw UserError.usage(
          "%s: the checkpoint was begun with another one, and its first micro-batch is not committed (begun with %s, given %s): give it that savepoint, or begin with a new checkpoint"
              .formatted(this, planned.json(), given.json()));
    }
    SavedState saved = SavedState.in(folder, copy);
    Path place = new Path(saved.folder());
    try {
      if (!place.getFileSystem(hadoop()).exists(place)) {
        throw UserError.failed(
            "%s: its rows are gone, and the first micro-batch, which has them, is not committed: put them back, or make the savepoint again and begin with a new checkpoint"
                .formatted(this));
      }
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read (%s)".formatted(this, e.getMessage()), e);
    }
    RowSums sums = RowSums.of(saved.rows(SparkSession.active()));
    if (!sums.equals(RowSums.of(copy))) {
      throw UserError.failed(
          "%s: has %,d rows with the checksum %s where it should have %,d with %s: it is not whole, make it again and begin with a new checkpoint"
              .formatted(this, sums.rows(), sums.checksum(), copy.rows(), copy.checksum()));
    }
  }

  private Batch batch() {
    if (batch == null) {
      CaseInsensitiveStringMap options =
          new CaseInsensitiveStringMap(Map.of("path", SavedState.in(folder, copy).folder()));
      SupportsRead table =
          (SupportsRead)
              parquet()
                  .getTable(
                      StructType.fromDDL(copy.columns()),
                      new Transform[0],
                      options.asCaseSensitiveMap());
      batch = table.newScanBuilder(options).build().toBatch();
    }
    return batch;
  }

  private static TableProvider parquet() {
    return ServiceLoader.load(DataSourceRegister.class).stream()
        .filter(each -> TableProvider.class.isAssignableFrom(each.type()))
        .filter(each -> each.type().getName().startsWith("org.apache.spark."))
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.shortName().equals("parquet"))
        .map(TableProvider.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this Spark has no Parquet source"));
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }
}
