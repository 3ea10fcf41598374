package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scenario takes of the machine while it runs, at most.
 *
 * @param memoryMebibytes of all processes that run at once
 * @param diskMebibytes in the folder of temporary files
 */
public record Requirements(long memoryMebibytes, long diskMebibytes) {
  /** What a JVM takes beside its heap, and the broker with all it has. */
  private static final long BESIDE_HEAP = 512;

  private static final long BROKER = 1_536;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([kmg])");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable: +(\\d+) kB");
  private static final int MEBI = 20;

  /**
   * Returns what a contestant needs that runs with this process alone.
   *
   * @param heap as after {@code -Xmx}, such as {@code 4g}
   * @throws UserError if that is none
   */
  public static Requirements ofContestant(String heap, long diskMebibytes) {
    return new Requirements(mebibytes(heap) + BESIDE_HEAP, diskMebibytes);
  }

  /** Returns the same with a broker beside it. */
  public Requirements andBroker() {
    return new Requirements(memoryMebibytes + BROKER, diskMebibytes);
  }

  private static long mebibytes(String heap) {
    Matcher size = SIZE.matcher(heap.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw UserError.usage("--heap %s: write a size such as 512m or 4g".formatted(heap));
    }
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "g" -> number << 10;
      case "m" -> number;
      default -> number >> 10;
    };
  }

  /**
   * Compares them with what is free here.
   *
   * @param scenario for the message
   * @param folder of temporary files
   * @throws UserError if there is too little
   */
  public void check(String scenario, Path folder) throws IOException {
    check(scenario, available(), Files.getFileStore(folder).getUsableSpace() >> MEBI, folder);
  }

  void check(String scenario, long memoryFree, long diskFree, Path folder) {
    if (memoryMebibytes > memoryFree) {
      throw UserError.failed(
          "bench %s: needs %,d MiB of memory at once, %,d MiB are available: choose a smaller --heap, or end other programs"
              .formatted(scenario, memoryMebibytes, memoryFree));
    }
    if (diskMebibytes > diskFree) {
      throw UserError.failed(
          "bench %s: needs %,d MiB in %s, %,d MiB are free: delete something there, choose another folder by JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR, or measure with fewer --lines, --words or --keys"
              .formatted(scenario, diskMebibytes, folder, diskFree));
    }
  }

  /** Linux says what programs can still have; elsewhere nothing is refused. */
  private static long available() throws IOException {
    Path linux = Path.of("/proc/meminfo");
    if (!Files.exists(linux)) {
      return Long.MAX_VALUE;
    }
    Matcher said = AVAILABLE.matcher(Files.readString(linux, StandardCharsets.US_ASCII));
    return said.find() ? Long.parseLong(said.group(1)) >> 10 : Long.MAX_VALUE;
  }
}
