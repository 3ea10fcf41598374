package io.twinstream.ends.receivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blocks of records that are stored one by one: every block interval, or when there are
 * {@link #MOST_BYTES}; then {@link #add} waits. A block that cannot be written is tried again for
 * as long as the receiver runs.
 */
final class ItemBuffer {
  private static final Logger LOG = LoggerFactory.getLogger(ItemBuffer.class);
  private static final long MOST_BYTES = 4L << 20;
  private static final long RETRY_MILLIS = 1_000;
  private static final long END_MILLIS = 10_000;

  private final BlockWriter writer;
  private final String receiver;
  private final long blockMillis;
  private final Thread thread;

  // Guarded by this.
  private List<byte[]> items = new ArrayList<>();
  private long bytes;
  private boolean isEnding;

  /**
   * @param receiver for messages
   */
  ItemBuffer(BlockWriter writer, String receiver, long blockMillis) {
    this.writer = writer;
    this.receiver = receiver;
    this.blockMillis = blockMillis;
    this.thread = new Thread(this::work, "blocks of " + receiver);
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void add(byte[] item) throws InterruptedException {
    while (bytes >= MOST_BYTES && !isEnding) {
      wait();
    }
    if (isEnding) {
      throw new IllegalStateException(receiver + " has been stopped: the record is not kept");
    }
    items.add(item);
    bytes += item.length + Integer.BYTES;
    if (bytes >= MOST_BYTES) {
      notifyAll();
    }
  }

  /** Takes no more; returns when what was taken is written, or some time has passed. */
  void close() {
    writer.hurry();
    synchronized (this) {
      isEnding = true;
      notifyAll();
    }
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    boolean goesOn = true;
    while (goesOn) {
      List<byte[]> block;
      synchronized (this) {
        goesOn = awaitBlock();
        block = items;
        items = new ArrayList<>();
        bytes = 0;
        notifyAll();
      }
      write(block);
    }
  }

  /** Returns false if it is the last. */
  private boolean awaitBlock() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(blockMillis);
    long left = blockMillis;
    while (left > 0 && bytes < MOST_BYTES && !isEnding) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        return false;
      }
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return !isEnding;
  }

  private void write(List<byte[]> block) {
    for (int attempt = 1; true; attempt++) {
      try {
        writer.write(block.iterator());
        return;
      } catch (IOException | RuntimeException e) {
        if (isEnding()) {
          LOG.error(
              "{}: {} records that were stored one by one are lost", receiver, block.size(), e);
          return;
        }
        if (attempt == 1) {
          LOG.error("{}: a block cannot be written; trying again until it can", receiver, e);
        }
        pause();
      }
    }
  }

  private synchronized boolean isEnding() {
    return isEnding;
  }

  private synchronized void pause() {
    if (!isEnding) {
      try {
        wait(RETRY_MILLIS);
      } catch (InterruptedException e) {
        isEnding = true;
      }
    }
  }
}
