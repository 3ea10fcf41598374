package io.twinstream.engine;

import java.time.Duration;

/** Keeps the totals of a run, and the times that {@link Until} asks for. Thread-safe. */
final class BatchTracker {
  private final RunListener listener;
  private final long startedNanos = System.nanoTime();
  private long newestRecordNanos = startedNanos;
  private long batches;
  private long records;
  private long newestBatch = Long.MIN_VALUE;

  BatchTracker(RunListener listener) {
    this.listener = listener;
  }

  void add(RunListener.Batch batch) {
    synchronized (this) {
      batches++;
      records += batch.records();
      newestBatch = Math.max(newestBatch, batch.batch());
      if (batch.records() > 0) {
        newestRecordNanos = System.nanoTime();
      }
      notifyAll();
    }
    listener.batchCompleted(batch);
  }

  synchronized Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  synchronized Duration silence() {
    return Duration.ofNanos(System.nanoTime() - newestRecordNanos);
  }

  synchronized long batches() {
    return batches;
  }

  /** Waits until that batch is completed or the limit has passed; tells whether it is. */
  synchronized boolean awaitBatch(long batch, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (long left = limit.toMillis(); newestBatch < batch && left > 0; ) {
      wait(left);
      left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
    return newestBatch >= batch;
  }

  synchronized RunReport report(int pending, Duration limit) {
    return new RunReport(batches, records, age(), pending, limit);
  }
}
