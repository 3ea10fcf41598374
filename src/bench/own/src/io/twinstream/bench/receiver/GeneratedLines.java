package io.twinstream.bench.receiver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;

/** A receiver that stores so many lines as fast as it may, in this JVM, and then nothing more. */
final class GeneratedLines extends Receiver<String> {
  private static final long serialVersionUID = 1L;

  /** When the first line was stored, as {@code System.nanoTime}. */
  static final AtomicLong BEGAN = new AtomicLong();

  private static final AtomicBoolean HAS_RUN = new AtomicBoolean();
  private static final int BLOCK = 1_000;

  private final int lines;
  private final boolean isSingle;

  GeneratedLines(int lines, boolean isSingle) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    this.lines = lines;
    this.isSingle = isSingle;
  }

  @Override
  public void onStart() {
    if (HAS_RUN.compareAndSet(false, true)) {
      new Thread(this::generate, "generated lines").start();
    }
  }

  @Override
  public void onStop() {}

  private void generate() {
    BEGAN.set(System.nanoTime());
    List<String> block = new ArrayList<>(BLOCK);
    for (int line = 0; line < lines && !isStopped(); line++) {
      String text =
          "line %08d of the generated ones, as long as a short entry of a log".formatted(line);
      if (isSingle) {
        store(text);
        continue;
      }
      block.add(text);
      if (block.size() == BLOCK || line == lines - 1) {
        store(block.iterator());
        block = new ArrayList<>(BLOCK);
      }
    }
  }
}
