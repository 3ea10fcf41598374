package io.twinstream.bench;

import io.twinstream.error.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the passes of a contestant in a JVM of its own, and measures that from outside.
 *
 * @param contestant its name in reports
 * @param limit after which it is stopped
 */
record ContestantRun(String contestant, ContestantJvm jvm, Duration limit) {
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

  /** Told each line that a contestant says. */
  @FunctionalInterface
  interface Heard {
    void line(String line, Process contestant);
  }

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
    listen(
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
        millis, rounds.warmUps(ends), cpu, GcLog.read(gcLog(folder)), written.get());
  }

  private static void ask(Process contestant, boolean isMore) {
    try {
      if (isMore) {
        contestant.getOutputStream().write('\n');
        contestant.getOutputStream().flush();
      } else {
        contestant.getOutputStream().close();
      }
    } catch (IOException hasEnded) {
      // which its exit code explains
    }
  }

  /**
   * Runs a contestant to its end, and hands on what it says.
   *
   * @param folder for what it leaves
   * @throws UserError if it fails, or is stopped at the limit
   */
  void listen(Program program, Path folder, Heard heard) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.log");
    List<String> log = List.of("-Xlog:gc:file=" + gcLog(folder));
    List<String> command = jvm.command(contestant, log, program);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean isStopped;
    try (ProcessLimit stop = new ProcessLimit(process, limit);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        heard.line(line, process);
      }
      process.waitFor();
      isStopped = stop.isOver();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(errors).strip();
    if (isStopped) {
      throw UserError.failed(
          "stopped after %d s%s"
              .formatted(limit.toSeconds(), Passes.error(said).map(": "::concat).orElse("")));
    }
    if (process.exitValue() != 0) {
      throw UserError.failed("exit code %d: %s".formatted(process.exitValue(), Passes.cause(said)));
    }
  }

  /** Returns where the log of its garbage collector is. */
  static Path gcLog(Path folder) {
    return folder.resolve("gc.log");
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
