package io.twinstream.engine;

import io.twinstream.api.BatchRows;
import io.twinstream.api.InputRecord;
import io.twinstream.api.Sink;
import io.twinstream.ends.kafka.DeadLetters;
import io.twinstream.error.UserError;
import io.twinstream.recovery.Epoch;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * What every batch of a run goes through to its sink. It guarantees:
 *
 * <ul>
 *   <li>After the first write that fails, nothing is written. The classic engine goes on with
 *       queued and new batches after a failure, and would write them over a gap, or under rows that
 *       the failed batch writes later.
 *   <li>A driver that another one has taken over from writes nothing: that is looked at before each
 *       batch, and again when its rows are computed.
 *   <li>Rows that an earlier driver has written stay, where the source cannot give that batch
 *       again. The engine runs it again all the same, without its records, or with newer ones; what
 *       that comes to is written apart.
 * </ul>
 *
 * <p>It belongs to one run of one process, and is in no checkpoint: a recovered classic job asks
 * for that of the process, and so writes to the sink that its driver was started with.
 *
 * @param <R> the row
 */
final class WriteGate<R> implements AutoCloseable {
  /** Of the classic context; a process has one at a time. */
  private static volatile WriteGate<?> classic;

  private final RunSettings<R> settings;
  private final LongPredicate isOfEarlierDriver;
  private final BooleanSupplier isReplayable;
  private final Runnable beforeFirst;
  private final Map<Long, Long> written = new ConcurrentHashMap<>();
  private final LongAdder lettersSent = new LongAdder();
  private volatile Throwable failure;
  private volatile boolean isGivenUp;
  private volatile boolean isFailedByGivingUp;
  private long failedBatch;
  private boolean hasBegun;

  /**
   * @param isOfEarlierDriver tells of a batch whether an earlier driver may have written it
   * @param isReplayable tells whether such a batch has all its records again
   * @param beforeFirst is run before the first batch is written
   */
  public WriteGate(
      RunSettings<R> settings,
      LongPredicate isOfEarlierDriver,
      BooleanSupplier isReplayable,
      Runnable beforeFirst) {
    this.settings = settings;
    this.isOfEarlierDriver = isOfEarlierDriver;
    this.isReplayable = isReplayable;
    this.beforeFirst = beforeFirst;
  }

  /** Makes it the one that the classic job of this process writes through. */
  WriteGate<R> ofClassicJob() {
    classic = this;
    return this;
  }

  /** Returns that of this process, whose rows are of the job that asks. */
  @SuppressWarnings("unchecked")
  static <R> WriteGate<R> ofProcess() {
    WriteGate<?> open = classic;
    if (open == null) {
      throw new IllegalStateException("the run is over");
    }
    return (WriteGate<R>) open;
  }

  /**
   * Returns if no other driver has taken over from that of this process.
   *
   * @throws UserError if one has
   */
  static void checkTurn() {
    WriteGate<?> open = classic;
    if (open != null) {
      open.settings.epoch().check();
    }
  }

  /** Writes the rows of one batch, and computes every partition to its end. */
  void write(JavaRDD<R> rows, long batch) {
    writeOrFail(batch, () -> SinkWriter.write((each, name) -> writeTo(each, name), rows, batch));
  }

  /** Writes the rows of one batch. */
  public void write(BatchRows<R> rows, long batch) {
    writeOrFail(batch, () -> writeTo(rows, batch));
  }

  /**
   * Sends the dead letters of a batch before its rows: if that fails, they are not written, though
   * Spark goes on to them.
   */
  void writeLetters(DeadLetters letters, JavaRDD<InputRecord> records, long batch) {
    writeOrFail(
        batch,
        () -> {
          settings.epoch().check();
          lettersSent.add(letters.send(new RddRows<>(records)));
        });
  }

  /** Writes what goes to another sink before the rows of a batch. */
  public <T> void writeBeside(Sink<T> sink, BatchRows<T> records, long batch) {
    writeOrFail(
        batch,
        () -> {
          settings.epoch().check();
          sink.write(records, batch);
        });
  }

  private synchronized void writeOrFail(long batch, Runnable write) {
    if (failure != null) {
      throw new IllegalStateException(
          "batch %d is not written, as batch %d before it failed".formatted(batch, failedBatch),
          failure);
    }
    try {
      if (!hasBegun) {
        beforeFirst.run();
        hasBegun = true;
      }
      write.run();
    } catch (Throwable e) { // Spark, in Scala, throws a checked SparkException when a job fails
      failedBatch = batch;
      isFailedByGivingUp = isGivenUp;
      failure = e;
      throw e;
    }
  }

  private void writeTo(BatchRows<R> rows, long batch) {
    settings.epoch().check();
    boolean isApart = isOfEarlierDriver.test(batch) && !isReplayable.getAsBoolean();
    CheckedRows<R> checked = new CheckedRows<>(rows, settings.epoch());
    (isApart ? settings.apart() : settings.sink()).write(checked, batch);
    written.put(batch, checked.count);
  }

  /** Returns how many rows the sink was given of a batch, and forgets it. */
  long takeWritten(long batch) {
    return Optional.ofNullable(written.remove(batch)).orElse(0L);
  }

  /** Returns how many dead letters the classic job has sent since this was asked last. */
  long takeLetters() {
    return lettersSent.sumThenReset();
  }

  /**
   * Returns what the first write that failed has thrown; empty if none has, or only one that was
   * cut off when the run gave up.
   */
  public Optional<Throwable> failure() {
    return isFailedByGivingUp ? Optional.empty() : Optional.ofNullable(failure);
  }

  /** Lets a write that waits for a system that is away fail soon. */
  void giveUp() {
    isGivenUp = true;
    settings.sink().giveUp();
    settings.apart().giveUp();
  }

  @Override
  public void close() {
    if (classic == this) {
      classic = null;
    }
  }

  /** A sink computes the rows, which may take long, and then lets them appear. */
  private static final class CheckedRows<R> implements BatchRows<R> {
    private final BatchRows<R> rows;
    private final Epoch epoch;

    /** Of all rows, however often they are computed. */
    private long count;

    private CheckedRows(BatchRows<R> rows, Epoch epoch) {
      this.rows = rows;
      this.epoch = epoch;
    }

    @Override
    public <M> List<M> map(PartitionFunction<R, M> function) {
      List<Tuple2<M, Long>> results =
          rows.map(
              (part, task) -> {
                Counted<R> counted = new Counted<>(part);
                M result = function.apply(counted, task);
                counted.forEachRemaining(unread -> {});
                return new Tuple2<>(result, counted.count);
              });
      epoch.check();
      count = results.stream().mapToLong(Tuple2::_2).sum();
      return results.stream().map(Tuple2::_1).toList();
    }
  }

  /** Counts the rows that pass. */
  private static final class Counted<R> implements Iterator<R> {
    private final Iterator<R> rows;
    private long count;

    private Counted(Iterator<R> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public R next() {
      R row = rows.next();
      count++;
      return row;
    }
  }
}
