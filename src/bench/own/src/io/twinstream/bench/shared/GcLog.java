package io.twinstream.bench.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM with {@code -Xlog:gc:file=FILE} wrote.
 *
 * @param pauseMillis how long it stood still in all
 * @param peakMebibytes the most that the heap held when a collection began
 * @param allocatedMebibytes what was allocated between the first and the last collection
 */
public record GcLog(double pauseMillis, long peakMebibytes, long allocatedMebibytes) {
  /**
   * What a collection of the whole heap left: flat if both are about the same.
   *
   * @param atHalf in MiB, at half of the load
   * @param atEnd in MiB, shortly before its end
   */
  public record LiveHeap(long atHalf, long atEnd) {}

  private static final Pattern PAUSE =
      Pattern.compile("\\[([0-9.]+)s\\].*Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

  private static final String ASKED_FOR = "Pause Full (Diagnostic Command)";

  /** Returns what it says of all collections. */
  public static GcLog read(Path file) throws IOException {
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

  /** Returns what the first and the last collection left that was asked for by jcmd. */
  public static Optional<LiveHeap> live(Path file) throws IOException {
    List<Long> live = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher pause = PAUSE.matcher(line);
      if (line.contains(ASKED_FOR) && pause.find()) {
        live.add(Long.parseLong(pause.group(3)));
      }
    }
    return live.size() < 2
        ? Optional.empty()
        : Optional.of(new LiveHeap(live.get(0), live.get(live.size() - 1)));
  }
}
