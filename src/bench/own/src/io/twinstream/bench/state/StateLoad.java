package io.twinstream.bench.state;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * The input of the scenario {@code state}: batches that fill the state with keys, and then batches
 * that each update a few of them.
 *
 * @param keys how many keys the state has, at least {@link #UPDATES}
 */
record StateLoad(int keys) {
  /** How many lines a batch of updates has, each with a key drawn at random. */
  public static final int UPDATES = 1_000;

  /** Batches of updates before those that are measured. */
  public static final int WARM_UP = 15;

  /**
   * Batches of updates that are measured: three rounds of the ten between two state checkpoints.
   */
  public static final int MEASURED = 30;

  /** The batch interval of the recording. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final int KEYS_PER_BATCH = 100_000;
  private static final int MOST_FILLING = 10;
  private static final long SEED = 42;

  /** Returns how many batches fill the state. */
  public int fillingBatches() {
    return (keys + keysPerBatch() - 1) / keysPerBatch();
  }

  private int keysPerBatch() {
    return Math.max(KEYS_PER_BATCH, (keys + MOST_FILLING - 1) / MOST_FILLING);
  }

  /** Tells whether the batch of that time is one of those that are measured. */
  public boolean isMeasured(long batchMillis) {
    return batchMillis / INTERVAL.toMillis() > fillingBatches() + WARM_UP;
  }

  /**
   * Writes the recording; returns the totals of the keys of its last batch, which a run must have
   * written last.
   */
  public Map<String, Long> write(Path recording) throws IOException {
    long[] totals = new long[keys];
    Random random = new Random(SEED);
    Map<String, Long> last = new HashMap<>();
    try (BufferedWriter out = Files.newBufferedWriter(recording, StandardCharsets.US_ASCII)) {
      for (int key = 0; key < keys; key++) {
        line(out, key / keysPerBatch(), key, totals);
      }
      for (int batch = 0; batch < WARM_UP + MEASURED; batch++) {
        last.clear();
        for (int i = 0; i < UPDATES; i++) {
          int key = random.nextInt(keys);
          line(out, fillingBatches() + batch, key, totals);
          last.put("key" + key, totals[key]);
        }
      }
    }
    return last;
  }

  private static void line(BufferedWriter out, int batch, int key, long[] totals)
      throws IOException {
    totals[key]++;
    out.write(batch * INTERVAL.toMillis() + "\tkey" + key + "\n");
  }
}
