package io.twinstream.internals;

import com.google.common.collect.Iterators;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.BlockGenerator;
import org.apache.spark.streaming.receiver.BlockGeneratorListener;
import org.apache.spark.streaming.receiver.RateLimiter;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import org.apache.spark.util.ByteBufferInputStream;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.mutable.ArrayBuffer;

/**
 * Runs a receiver outside of a classic context: starts, restarts and stops it as Spark does, and
 * hands over what it stores.
 *
 * <p>Depends on {@code ReceiverSupervisor}, {@code Receiver.setReceiverId} and {@code
 * BlockGenerator} with its {@code RateLimiter}; the same from Spark 2.4 to 4.2.
 */
public final class HostedSupervisor extends ReceiverSupervisor {
  private final Storage storage;
  private final SparkConf limited;
  private final RateLimiter limiter;
  private final List<BlockGenerator> generators = new CopyOnWriteArrayList<>();

  /** Where a receiver's records go. Called by threads of the receiver. */
  public interface Storage {
    /** Takes a single record, which may wait for others. */
    void item(Object item);

    /** Returns when all of them are kept. */
    void block(Iterator<?> items);

    /** Returns the records a second that the receiver may store; 0 for any number. */
    long rate();

    /** Told what the receiver reports. */
    void error(String message, Throwable error);

    /** Told that no more will come; returns when all that was taken is kept. */
    void close();
  }

  private HostedSupervisor(Receiver<?> receiver, SparkConf conf, Storage storage) {
    super(receiver, conf);
    this.storage = storage;
    this.limited = conf.clone();
    if (storage.rate() > 0) {
      limited.set("spark.streaming.receiver.maxRate", Long.toString(storage.rate()));
    }
    this.limiter = new RateLimiter(limited) {};
  }

  /**
   * Returns the supervisor of a receiver that was not started.
   *
   * @param number the receiver's {@code streamId}
   */
  public static HostedSupervisor of(
      Receiver<?> receiver, int number, SparkConf conf, Storage storage) {
    receiver.setReceiverId(number);
    return new HostedSupervisor(receiver, conf, storage);
  }

  /** Tells after {@code start} whether {@code onStart} has returned, whatever came after it. */
  public boolean hasStarted() {
    return !(isReceiverStopped() && stoppingError() != null);
  }

  /** Returns why the receiver has ended itself; null if nobody said. */
  public Throwable whyEnded() {
    return stoppingError();
  }

  /** Ends the receiver; returns when it has stopped, however long that takes. */
  public void end(String why) {
    stop(why, Option.empty());
  }

  @Override
  public long getCurrentRateLimit() {
    return storage.rate() > 0 ? storage.rate() : Long.MAX_VALUE;
  }

  @Override
  public void pushSingle(Object item) {
    storage.item(paced(item));
  }

  /** The bytes are records as Spark's serializer writes them: Spark says so of {@code store}. */
  @Override
  public void pushBytes(ByteBuffer bytes, Option<Object> metadata, Option<StreamBlockId> blockId) {
    block(
        SparkEnv.get()
            .serializer()
            .newInstance()
            .deserializeStream(new ByteBufferInputStream(bytes))
            .asIterator());
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // Iterator of anything in 2.12, of Object in 2.13
  public void pushIterator(scala.collection.Iterator items, Option metadata, Option blockId) {
    block(items);
  }

  @Override
  public void pushArrayBuffer(
      ArrayBuffer<?> items, Option<Object> metadata, Option<StreamBlockId> blockId) {
    block(items.iterator());
  }

  private void block(scala.collection.Iterator<?> items) {
    storage.block(Iterators.transform(JavaConverters.asJavaIterator(items), this::paced));
  }

  private <T> T paced(T item) {
    if (storage.rate() > 0) {
      limiter.waitToPush();
    }
    return item;
  }

  /** Stopped with the receiver; started by who asks for it. */
  @Override
  public BlockGenerator createBlockGenerator(BlockGeneratorListener listener) {
    BlockGenerator generator = new BlockGenerator(listener, streamId(), limited, new SystemClock());
    generators.add(generator);
    return generator;
  }

  @Override
  public void reportError(String message, Throwable error) {
    storage.error(message, error);
  }

  @Override
  public boolean onReceiverStart() {
    return true;
  }

  @Override
  public void onStop(String message, Option<Throwable> error) {
    generators.stream().filter(BlockGenerator::isActive).forEach(BlockGenerator::stop);
    storage.close();
  }
}
