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
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the passes of a contestant in a JVM of its own, and measures that from outside.
 *
 * @param jvmOptions a file of options, as {@code java @file} reads it
 * @param heap from the start on, all its pages touched
 * @param limit after which it is stopped
 */
record ContestantRun(Path jvmOptions, String heap, Duration limit) {
  private static final Pattern PASS = Pattern.compile("pass (\\d+) (\\d+)");

  /**
   * What was measured.
   *
   * @param millis of each pass, the one that warms up first
   * @param cpu of the process up to the end of each pass
   * @param gc of the whole process
   * @param writtenMebibytes to disk by the whole process; empty where the system does not say
   */
  record Measured(
      List<Long> millis, List<Duration> cpu, GcLog gc, Optional<Long> writtenMebibytes) {}

  /**
   * Runs it to its end.
   *
   * @param folder for what it says and leaves
   * @throws UserError if it fails, or is stopped at the limit
   */
  Measured run(String classPath, String mainClass, List<String> arguments, Path folder)
      throws IOException, InterruptedException {
    Path gcLog = folder.resolve("gc.log");
    Path errors = folder.resolve("errors.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + jvmOptions);
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-Xlog:gc:file=" + gcLog, "-cp", classPath, mainClass));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    AtomicBoolean isStopped = new AtomicBoolean();
    Timer timer = new Timer("limit", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            isStopped.set(true);
            process.destroyForcibly();
          }
        },
        limit.toMillis());
    List<Long> millis = new ArrayList<>();
    List<Duration> cpu = new ArrayList<>();
    Optional<Long> written = Optional.empty();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher pass = PASS.matcher(line);
        if (pass.matches()) {
          millis.add(Long.parseLong(pass.group(2)));
          cpu.add(process.info().totalCpuDuration().orElse(Duration.ZERO));
          written = written(process.pid());
        }
      }
      process.waitFor();
    } finally {
      timer.cancel();
      process.destroyForcibly();
    }
    if (isStopped.get()) {
      throw UserError.failed("stopped after %d s".formatted(limit.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw UserError.failed(
          "exit code %d: %s"
              .formatted(process.exitValue(), Passes.cause(Files.readString(errors))));
    }
    return new Measured(millis, cpu, GcLog.read(gcLog), written);
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
