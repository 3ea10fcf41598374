package io.twinstream.migration.inspect;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.receiver.BlockManagerBasedStoreResult;
import org.apache.spark.streaming.receiver.ReceivedBlockStoreResult;
import org.apache.spark.streaming.receiver.WriteAheadLogBasedStoreResult;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.streaming.scheduler.ReceivedBlockTracker;
import org.apache.spark.streaming.util.FileBasedWriteAheadLogSegment;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/** Spark's own log of received blocks, of the inputs 0 and 1; private to Spark but for Java. */
public final class BlockTracker implements AutoCloseable {
  private final ReceivedBlockTracker tracker;

  /** Begins a log below a checkpoint. */
  public BlockTracker(Path checkpoint, boolean isBatching) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.streaming.driver.writeAheadLog.allowBatching", "" + isBatching);
    List<Object> inputs = List$.MODULE$.<Object>empty().$colon$colon(1).$colon$colon(0);
    this.tracker =
        new ReceivedBlockTracker(
            conf,
            new Configuration(),
            inputs,
            new SystemClock(),
            false,
            Option.apply(checkpoint.toUri().toString()));
  }

  /** Adds a block. */
  public void add(int input, long number, long records, boolean isLogged) {
    StreamBlockId block = new StreamBlockId(input, number);
    Option<Object> count = Option.apply(records);
    ReceivedBlockStoreResult stored =
        isLogged
            ? new WriteAheadLogBasedStoreResult(
                block, count, new FileBasedWriteAheadLogSegment("log", 0, 9))
            : new BlockManagerBasedStoreResult(block, count);
    if (!tracker.addBlock(new ReceivedBlockInfo(input, count, Option.empty(), stored))) {
      throw new IllegalStateException("not added");
    }
  }

  /** Gives all blocks that no batch has to one. */
  public void allocate(long batch) {
    tracker.allocateBlocksToBatch(new Time(batch));
  }

  @Override
  public void close() {
    tracker.stop();
  }
}
