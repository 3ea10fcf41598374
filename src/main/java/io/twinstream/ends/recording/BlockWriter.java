package io.twinstream.ends.recording;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Encodes items in the thread of its caller, and compresses and writes them in one of its own,
 * which takes as long as to read them. Some megabytes of blocks may wait, as what is fetched comes
 * in bursts; while many wait, they are compressed faster and less, and when all do, so does the
 * caller. Not thread-safe.
 */
final class BlockWriter {
  private static final int WAITING_BYTES = 32 << 20;

  /** More than what is fetched at once. */
  private static final int MANY_BYTES = 4 << 20;

  /** Levels of zstd. */
  private static final int USUAL = 1;

  /** Takes three fifths of the time, for files that are half as large again. */
  private static final int FAST = -3;

  /** Something that is done with the file. */
  interface Step {
    void run(BlockFile out) throws IOException;
  }

  private final BlockFile out;
  private final int blockBytes;
  private final int mostBlocks;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread made = new Thread(run, "recording writer");
            made.setDaemon(true);
            return made;
          });

  /** Taken where they were added last: these are in the processor's cache. */
  private final BlockingDeque<Block> free = new LinkedBlockingDeque<>();

  private volatile Throwable failure;
  private volatile int blocks = 1;
  private Block block;

  BlockWriter(BlockFile out, int blockBytes) {
    this.out = out;
    this.blockBytes = blockBytes;
    this.mostBlocks = Math.max(2, WAITING_BYTES / blockBytes);
    this.block = new Block(blockBytes);
  }

  /**
   * Appends an item, which may stay in memory until {@link #then}.
   *
   * @throws IOException if this or an earlier one could not be written
   */
  void append(RecordingItem item) throws IOException {
    block.add(item);
    if (block.isFull()) {
      handOn();
    }
  }

  /**
   * Does something with the file when all that was appended is in it.
   *
   * @throws IOException if that fails, or what was appended could not be written
   */
  void then(Step step) throws IOException {
    handOn();
    Callable<Void> last =
        () -> {
          throwFailure();
          step.run(out);
          return null;
        };
    try {
      thread.submit(last).get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Writes what waits, closes the file and ends the thread.
   *
   * @throws IOException if that fails, or what was appended could not be written
   */
  void close() throws IOException {
    then(BlockFile::close);
    thread.shutdown();
  }

  /** Ends after a failure: closes the file as it is, and the thread. */
  void stop() {
    if (!thread.isShutdown()) {
      thread.execute(
          () -> {
            try {
              out.close();
            } catch (IOException behindAnother) {
              // Which was said.
            }
          });
      thread.shutdown();
    }
  }

  private void handOn() throws IOException {
    throwFailure();
    if (block.items() == 0) {
      return;
    }
    Block full = block;
    thread.execute(() -> write(full));
    block = next();
  }

  private void write(Block full) {
    try {
      if (failure == null) {
        boolean areManyWaiting = (blocks - free.size()) * (long) blockBytes > MANY_BYTES;
        out.append(full, areManyWaiting ? FAST : USUAL);
      }
    } catch (IOException | RuntimeException | Error e) {
      // Else the blocks behind it would be written without it.
      failure = e;
    } finally {
      full.clear();
      free.addFirst(full);
    }
  }

  /** Returns an empty block; waits for one where there are as many as may be. */
  private Block next() throws IOException {
    Block next = free.poll();
    if (next == null && blocks < mostBlocks) {
      blocks++;
      return new Block(blockBytes);
    }
    try {
      return next == null ? free.take() : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw rethrown(failure);
    }
  }

  private static IllegalStateException rethrown(Throwable failure) throws IOException {
    Throwables.propagateIfPossible(failure, IOException.class);
    return new IllegalStateException(failure);
  }
}
