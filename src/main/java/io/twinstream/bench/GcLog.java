package io.twinstream.bench;

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
record GcLog(double pauseMillis, long peakMebibytes, long allocatedMebibytes) {
  private static final Pattern PAUSE =
      Pattern.compile("\\[([0-9.]+)s\\].*Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

  private static final String ASKED_FOR = "Pause Full (Diagnostic Command)";

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

  /** Returns what the first and the last collection left that was asked for by jcmd. */
  static Optional<SocketResult.LiveHeap> live(Path file) throws IOException {
    List<Long> live = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher pause = PAUSE.matcher(line);
      if (line.contains(ASKED_FOR) && pause.find()) {
        live.add(Long.parseLong(pause.group(3)));
      }
    }
    return live.size() < 2
        ? Optional.empty()
        : Optional.of(new SocketResult.LiveHeap(live.get(0), live.get(live.size() - 1)));
  }
}
