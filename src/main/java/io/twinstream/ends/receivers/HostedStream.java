package io.twinstream.ends.receivers;

import io.twinstream.ends.CountOffset;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;

/**
 * What hosted receivers store, as micro-batches. Offset n: the first n steps of the {@link
 * BlockIndex}, of which each adds the blocks that were found at the beginning of a micro-batch.
 *
 * <p>A block that is in the folder and in no step comes in the next, whoever stored it and before
 * whatever restart; it is deleted when its micro-batch is committed: Spark asks for the next offset
 * only then.
 */
final class HostedStream
    implements MicroBatchStream, SupportsAdmissionControl, ReportsSourceMetrics {
  private final ReceiverSettings settings;
  private final SparkContext spark;
  private final BlockFolder blocks;
  private final BlockFolder steps;
  private final Hosts hosts;

  // Guarded by this.
  private BlockIndex index;
  private long pendingBytes;
  private int pendingBlocks;

  HostedStream(
      ReceiverSettings settings, SparkContext spark, BlockFolder blocks, BlockFolder steps) {
    this.settings = settings;
    this.spark = spark;
    this.blocks = blocks;
    this.steps = steps;
    Hosts.Host host =
        isOnDriver() ? new DriverHost(settings, blocks) : new ExecutorHost(spark, settings, blocks);
    this.hosts = new Hosts(host, settings.receivers(), spark);
  }

  private boolean isOnDriver() {
    return switch (settings.place()) {
      case DRIVER -> true;
      case EXECUTORS -> false;
      case AUTO -> spark.isLocal();
    };
  }

  /** Stops the receivers; what they have stored comes in the next micro-batches. */
  void stopIntake() {
    hosts.stop();
  }

  @Override
  public Offset initialOffset() {
    return new CountOffset(0);
  }

  @Override
  public synchronized Offset latestOffset(Offset start, ReadLimit limit) {
    if (hosts.failure().isPresent()) {
      throw hosts.failure().get();
    }
    try {
      long done = ((CountOffset) start).count();
      begin(done);
      index.removeUntil(done, blocks);
      List<Block> found = blocks.list();
      pendingBlocks = found.size();
      pendingBytes = found.stream().mapToLong(Block::bytes).sum();
      List<Block> added = found.stream().filter(block -> !index.has(block)).toList();
      if (!added.isEmpty()) {
        index.add(added);
      }
      return new CountOffset(index.last());
    } catch (FileAlreadyExistsException e) {
      throw UserError.failed(
          "%s: another driver runs a query with this checkpoint: stop one of the two"
              .formatted(steps),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks for latestOffset(start, limit)");
  }

  @Override
  public synchronized InputPartition[] planInputPartitions(Offset start, Offset end) {
    try {
      begin(((CountOffset) start).count());
      return BlockPartition.of(
          index.between(((CountOffset) start).count(), ((CountOffset) end).count()),
          spark.defaultParallelism());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new BlockPartition.Readers(blocks, settings.format());
  }

  /** Spark says so with the next micro-batch that has data; a full receiver would wait for good. */
  @Override
  public void commit(Offset end) {}

  @Override
  public Offset deserializeOffset(String json) {
    return CountOffset.ofJson(json);
  }

  /** In a query's progress, below {@code sources}. */
  @Override
  public synchronized Map<String, String> metrics(Optional<Offset> latestConsumed) {
    return Map.of(
        "pendingBlocks", Integer.toString(pendingBlocks),
        "pendingBytes", Long.toString(pendingBytes),
        "receiverRestarts", Integer.toString(hosts.restarts()));
  }

  @Override
  public void stop() {
    stopIntake();
  }

  private void begin(long start) throws IOException {
    if (index == null) {
      blocks.deleteUnfinished();
      steps.deleteUnfinished();
      index = BlockIndex.read(steps, start);
      hosts.start();
    }
  }
}
