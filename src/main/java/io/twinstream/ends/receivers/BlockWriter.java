package io.twinstream.ends.receivers;

import java.io.IOException;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the blocks of one run of a receiver. Waits while the receiver has as many bytes in blocks
 * as it may have that no micro-batch has finished with, whoever wrote them.
 */
final class BlockWriter {
  private static final long LOOK_MILLIS = 50;

  private final BlockFolder folder;
  private final int receiver;
  private final long mostPending;
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong pending = new AtomicLong();
  private volatile boolean isHurried;
  private volatile boolean isClosed;

  BlockWriter(BlockFolder folder, int receiver, long mostPending) {
    this.folder = folder;
    this.receiver = receiver;
    this.mostPending = mostPending;
    pending.set(mostPending); // looks before the first
  }

  /**
   * Returns when the records are kept, or there were none.
   *
   * @throws IOException if they are not, or {@link #close} was called before
   */
  void write(Iterator<byte[]> items) throws IOException {
    if (!items.hasNext()) {
      return;
    }
    awaitRoom();
    long millis = System.currentTimeMillis();
    pending.addAndGet(
        folder.write(
            Block.name(receiver, run, number.incrementAndGet()),
            out -> {
              BlockFile.write(out, millis, items);
              refuseIfClosed(); // what a stopped receiver stores is not acknowledged
            }));
  }

  /** Waits no more for micro-batches: the receiver stops, and what it has is written. */
  void hurry() {
    isHurried = true;
  }

  /** Lets those that wait fail, and all that come. */
  void close() {
    isClosed = true;
  }

  private void awaitRoom() throws IOException {
    refuseIfClosed();
    while (pending.get() >= mostPending && !isHurried) {
      long before = pending.get();
      if (pending.compareAndSet(before, pendingInFolder()) && pending.get() >= mostPending) {
        sleep();
      }
      refuseIfClosed();
    }
  }

  private long pendingInFolder() throws IOException {
    return folder.list().stream()
        .filter(block -> block.name().startsWith(Block.prefix(receiver)))
        .mapToLong(Block::bytes)
        .sum();
  }

  private void refuseIfClosed() throws IOException {
    if (isClosed) {
      throw new IOException("the receiver has been stopped");
    }
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while earlier blocks wait for their micro-batch", e);
    }
  }
}
