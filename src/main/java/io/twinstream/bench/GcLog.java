package io.twinstream.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM with {@code -Xlog:gc:file=FILE} wrote.
 *
 * @param pauseMillis how long it stood still in all
 * @param peakMebibytes the most that the heap held when a collection began
 * @param allocatedMebibytes what was allocated between the first and the last collection
 */
record GcLog(double pauseMillis, long peakMebibytes, long allocatedMebibytes) {
  private static final Pattern PAUSE =
      Pattern.compile("\\[([0-9.]+)s\\].*Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

  static GcLog read(Path file) throws IOException {
    double pauses = 0;
    long peak = 0;
    long allocated = 0;
    long after = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        long before = Long.parseLong(pause.group(2));
        peak = Math.max(peak, before);
        allocated += Math.max(0, before - after);
        after = Long.parseLong(pause.group(3));
        pauses += Double.parseDouble(pause.group(4));
      }
    }
    return new GcLog(pauses, peak, allocated);
  }

  /** Returns the most that the heap held after a collection, by halves of the time of the log. */
  static SocketResult.Halves heldByHalves(Path file) throws IOException {
    NavigableMap<Double, Long> held = new TreeMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        held.put(Double.parseDouble(pause.group(1)), Long.parseLong(pause.group(3)));
      }
    }
    double middle = held.isEmpty() ? 0 : held.lastKey() / 2;
    return new SocketResult.Halves(
        most(held.headMap(middle, false)), most(held.tailMap(middle, true)));
  }

  private static long most(NavigableMap<Double, Long> held) {
    return held.values().stream().max(Long::compare).orElse(0L);
  }
}
