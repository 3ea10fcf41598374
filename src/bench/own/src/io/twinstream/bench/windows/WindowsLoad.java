package io.twinstream.bench.windows;

import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.ends.lines.FeedLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The input of the scenario {@code windows}: batches of as many lines each.
 *
 * @param words how many different words the lines have
 */
record WindowsLoad(int words) {
  /** The batch interval, and how often a window ends. */
  public static final Duration SLIDE = Duration.ofSeconds(1);

  /** How long a window is. */
  public static final Duration WINDOW = Duration.ofSeconds(20);

  /** How many lines a batch has. */
  public static final int LINES = 2_000;

  /** Batches before those that are measured: they fill the window, and ten more. */
  public static final int WARM_UP = 30;

  /** Batches that are measured. */
  public static final int MEASURED = 30;

  /** Returns the options of the job that say this window. */
  public static List<String> options() {
    return List.of("--window", WINDOW.toSeconds() + "s", "--slide", SLIDE.toSeconds() + "s");
  }

  /** Tells whether the batch with that end is one of those that are measured. */
  static boolean isMeasured(long batchMillis) {
    return batchMillis / SLIDE.toMillis() > WARM_UP;
  }

  /** Returns the end of the last window. */
  static long end() {
    return (WARM_UP + MEASURED) * SLIDE.toMillis();
  }

  /** Writes the recording; returns how often each word stands in its last window. */
  Map<String, Long> write(Path recording) throws IOException {
    int batches = WARM_UP + MEASURED;
    ZipfLines.Text text = new ZipfLines(batches * LINES, words).text();
    Map<String, Long> last = new HashMap<>();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(recording))) {
      for (int batch = 0; batch < batches; batch++) {
        byte[] time = (batch * SLIDE.toMillis() + "\t").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < LINES; i++) {
          FeedLine line = text.next();
          out.write(time);
          out.write(line.bytes());
          out.write('\n');
          if ((batches - batch) * SLIDE.toMillis() <= WINDOW.toMillis()) {
            for (String word : new String(line.bytes(), StandardCharsets.US_ASCII).split(" ")) {
              last.merge(word, 1L, Long::sum);
            }
          }
        }
      }
    }
    return last;
  }
}
