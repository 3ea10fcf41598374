package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord;
import io.twinstream.api.ReplayedRecords;
import io.twinstream.api.Source;
import io.twinstream.ends.CountOffset;
import io.twinstream.ends.DriverSourceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A {@link Recording} replayed in its own time: one of its batches is one batch of either engine,
 * empty ones too.
 */
public final class RecordingSource implements Source, Source.Replay {
  private final Recording recording;
  private final int first;
  private int readFrom;
  private volatile long served;
  private volatile boolean isIntakeOpen = true;

  public RecordingSource(Recording recording) {
    this(recording, 0);
  }

  /**
   * Replays from a batch in the middle on.
   *
   * @param first the batch, from 0
   */
  public RecordingSource(Recording recording, int first) {
    this.recording = recording;
    this.first = first;
    this.readFrom = first;
  }

  @Override
  public String spec() {
    return "recording:" + recording.file();
  }

  @Override
  public Optional<VirtualTime> virtualTime() {
    return Optional.of(new VirtualTime(first, recording.batches(), recording.interval()));
  }

  /** What was before the first batch can be read again only where it is not the beginning. */
  @Override
  public Optional<Replay> replay() {
    return first == 0 ? Optional.empty() : Optional.of(this);
  }

  @Override
  public long nextArrivalMillis() {
    return first * recording.interval().toMillis();
  }

  @Override
  public ReplayedRecords before(long sinceMillis) {
    return new BatchesBefore(recording, batchOf(sinceMillis), first);
  }

  /** In the micro-batch of the first batch. */
  @Override
  public void readAgain(long sinceMillis) {
    readFrom = batchOf(sinceMillis);
  }

  private int batchOf(long millis) {
    return (int) Math.max(0, millis / recording.interval().toMillis());
  }

  /** The batches {@code [from, first)}. */
  private record BatchesBefore(Recording recording, int from, int first)
      implements ReplayedRecords {
    @Override
    public JavaRDD<InputRecord> since(JavaSparkContext spark, long millis) {
      List<InputRecord> records = new ArrayList<>();
      for (int k = from; k < first; k++) {
        recording.batch(k).stream()
            .filter(record -> record.arrivedAtMillis() >= millis)
            .forEach(records::add);
      }
      return spark.parallelize(records);
    }

    @Override
    public long newestMillis() {
      return first * recording.interval().toMillis();
    }
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return records(context).filter(record -> !record.isTombstone()).map(InputRecord::value);
  }

  @Override
  public JavaDStream<InputRecord> records(JavaStreamingContext context) {
    return RecordingInputDStream.create(context, recording);
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    return DriverSourceProvider.load(
        session, new Stream(session.sparkContext().defaultParallelism()));
  }

  @Override
  public boolean hasEnded() {
    return served >= recording.batches();
  }

  @Override
  public boolean stopIntake() {
    isIntakeOpen = false;
    return true;
  }

  /** Offset n: the batches below n are served. */
  private final class Stream implements MicroBatchStream, SupportsAdmissionControl {
    private final int parallelism;

    private Stream(int parallelism) {
      this.parallelism = parallelism;
    }

    @Override
    public Offset initialOffset() {
      return new CountOffset(first);
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
      long before = ((CountOffset) start).count();
      served = isIntakeOpen ? Math.min(before + 1, recording.batches()) : before;
      return new CountOffset(served);
    }

    @Override
    public Offset latestOffset() {
      throw new UnsupportedOperationException("Spark asks for latestOffset(start, limit)");
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
      int k = Math.toIntExact(((CountOffset) end).count()) - 1;
      List<InputRecord> entries = new ArrayList<>();
      for (int again = readFrom; k == first && again < first; again++) {
        entries.addAll(recording.batch(again));
      }
      entries.addAll(recording.batch(k));
      return DriverSourceProvider.ofRecords(entries, parallelism);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      return DriverSourceProvider.readers();
    }

    @Override
    public Offset deserializeOffset(String json) {
      return CountOffset.ofJson(json);
    }

    @Override
    public void commit(Offset end) {}

    @Override
    public void stop() {}
  }
}
