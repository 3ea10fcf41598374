package io.twinstream.ends.kinesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads a shard, in a thread of its own: a page, which is stored, then its position, which is kept,
 * then the next page. What is stored and whose position is not kept yet is one page.
 */
final class ShardReader implements Runnable {
  private static final int MOST = 10_000; // what Kinesis gives at once
  private static final Duration KEPT_IDLE = Duration.ofMinutes(1);

  private final String shard;
  private final Reading reading;
  private final boolean isOnlyNew;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private Position position;
  private Position kept;

  /** What a reader is part of. */
  interface Reading {
    StreamClient client();

    Resumption resumption();

    KinesisAddress address();

    /** Returns how many records may be read at once. */
    int most(int otherwise);

    /** Returns when the values are stored. */
    void store(List<byte[]> values);

    /** Returns when the position is kept. */
    void keep(String shard, Position position) throws IOException;

    /** Told that a reader cannot go on. */
    void failed(String shard, Exception why);
  }

  /**
   * @param isOnlyNew whether it begins with what comes in from now on
   */
  ShardReader(String shard, Position from, boolean isOnlyNew, Reading reading) {
    this.shard = shard;
    this.position = from;
    this.kept = from;
    this.isOnlyNew = isOnlyNew;
    this.reading = reading;
    this.thread = new Thread(this, "kinesis " + reading.address().stream() + " " + shard);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Reads no more; a page that is being stored is stored. */
  void stop() {
    stopped.countDown();
  }

  /** Tells whether the thread has ended, after waiting for that long. */
  boolean await(long millis) throws InterruptedException {
    thread.join(Math.max(1, millis));
    return !thread.isAlive();
  }

  @Override
  public void run() {
    try {
      read();
    } catch (InterruptedException e) {
      // the receiver has been stopped
    } catch (IOException | RuntimeException e) { // and whatever a store throws
      if (stopped.getCount() > 0) {
        reading.failed(shard, e);
      }
    }
  }

  private void read() throws IOException, InterruptedException {
    StreamClient client = reading.client();
    String next = isOnlyNew ? client.iteratorOfNew(shard) : client.iterator(shard, position);
    while (next != null && stopped.getCount() > 0) {
      long began = System.nanoTime();
      Page page;
      try {
        page = client.page(next, reading.most(MOST));
      } catch (ExpiredException e) {
        reading.resumption().check(shard, position);
        next = client.iterator(shard, position);
        continue;
      }
      take(page);
      next = page.next();
      if (next != null) {
        boolean isIdle = page.records().isEmpty() && page.isNewest();
        pause(isIdle ? reading.address().pause() : KinesisAddress.LEAST_PAUSE, began);
      }
    }
    if (next == null) {
      position = position.end();
      reading.keep(shard, position);
    }
  }

  private void take(Page page) throws IOException {
    if (page.records().isEmpty()) {
      position = position.nothingUntil(page.readUntil());
      if (kept.readUntil() == null
          || Duration.between(kept.readUntil(), position.readUntil()).compareTo(KEPT_IDLE) > 0) {
        keep();
      }
      return;
    }
    List<byte[]> values =
        page.records().stream()
            .flatMap(each -> AggregatedRecord.values(each.data()).stream())
            .toList();
    if (!values.isEmpty()) {
      reading.store(values);
    }
    position =
        position.after(page.last().sequenceNumber(), page.last().arrivedAt(), page.readUntil());
    keep();
  }

  private void keep() throws IOException {
    reading.keep(shard, position);
    kept = position;
  }

  /** Waits until that long after the read, whatever storing has taken of it. */
  private void pause(Duration pause, long began) throws InterruptedException {
    long left = pause.toNanos() - (System.nanoTime() - began);
    stopped.await(left, TimeUnit.NANOSECONDS); // the loop looks whether it is
  }
}
