package io.twinstream.source;

import java.util.Optional;
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
public final class RecordingSource implements Source {
  private final Recording recording;
  private volatile long served;
  private volatile boolean isIntakeOpen = true;

  public RecordingSource(Recording recording) {
    this.recording = recording;
  }

  @Override
  public String spec() {
    return "recording:" + recording.file();
  }

  @Override
  public Optional<VirtualTime> virtualTime() {
    return Optional.of(new VirtualTime(recording.batches(), recording.interval()));
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return records(context).map(SourceRecord::value);
  }

  @Override
  public JavaDStream<SourceRecord> records(JavaStreamingContext context) {
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
      return new CountOffset(0);
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
      return LineBatch.partitions(recording.batch(k), parallelism);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      return new LineBatch.ReaderFactory();
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
