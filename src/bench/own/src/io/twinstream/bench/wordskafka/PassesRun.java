package io.twinstream.bench.wordskafka;

import io.twinstream.bench.shared.ContestantRun;
import io.twinstream.bench.shared.GcLog;
import io.twinstream.bench.shared.Program;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a contestant in a JVM of its own for its passes, and measures them from outside. */
record PassesRun(ContestantRun contestant) {
  private static final Pattern PASS = Pattern.compile("pass (\\d+) (\\d+)");

  /**
   * What was measured.
   *
   * @param millis of each pass, those that warm up first
   * @param warmUps how many of them warm up
   * @param cpu of the process up to the end of each pass
   * @param gc of the whole process
   * @param writtenMebibytes to disk by the whole process; empty where the system does not say
   */
  record Measured(
      List<Long> millis,
      int warmUps,
      List<Duration> cpu,
      GcLog gc,
      Optional<Long> writtenMebibytes) {}

  /**
   * Runs it to its end.
   *
   * @param folder for what it says and leaves
   * @param rounds how many passes it makes: after each it is asked for one more, or its input ends
   * @throws UserError if it fails, ends without a pass, or is stopped at the limit
   */
  Measured run(Program program, Path folder, Rounds rounds)
      throws IOException, InterruptedException {
    List<Long> millis = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    List<Duration> cpu = new ArrayList<>();
    long began = System.nanoTime();
    AtomicReference<Optional<Long>> written = new AtomicReference<>(Optional.empty());
    contestant.run(
        program,
        folder,
        (line, process) -> {
          Matcher pass = PASS.matcher(line);
          if (pass.matches()) {
            millis.add(Long.parseLong(pass.group(2)));
            cpu.add(process.info().totalCpuDuration().orElse(Duration.ZERO));
            written.set(written(process.pid()));
            ends.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
            ask(process, rounds.isMore(ends));
          }
        });
    if (millis.isEmpty()) {
      throw UserError.failed("ended without a pass");
    }
    return new Measured(
        millis, rounds.warmUps(ends), cpu, GcLog.read(ContestantRun.gcLog(folder)), written.get());
  }

  private static void ask(Process process, boolean isMore) {
    try {
      if (isMore) {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
      } else {
        process.getOutputStream().close();
      }
    } catch (IOException hasEnded) {
      // which its exit code explains
    }
  }

  /** Linux counts what a process had written to disk. */
  private static Optional<Long> written(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
          .filter(line -> line.startsWith("write_bytes: "))
          .map(line -> Long.parseLong(line.substring("write_bytes: ".length())) >> 20)
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }
}
