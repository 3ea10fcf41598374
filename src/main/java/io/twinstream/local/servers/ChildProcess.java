package io.twinstream.local.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One process that {@link ChildProcesses} started; what it prints is in its log. */
final class ChildProcess {
  private final String name;
  private final Process process;
  private final Path log;

  ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Returns the name it was started under. */
  public String name() {
    return name;
  }

  /** Tells whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns how it ended and where its log is; only when it has. */
  public String obituary() {
    int code = process.exitValue();
    String how = code > 128 ? "was ended by signal %d".formatted(code - 128) : "ended with " + code;
    return "%s (process %d) %s; its log is %s".formatted(name, process.pid(), how, log);
  }

  /** Returns the last line of its log that tells of an error; empty if there is none. */
  String lastError() throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("ERROR") || line.contains("Exception"))
          .reduce("", (before, line) -> line);
    }
  }

  Path log() {
    return log;
  }

  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Asks it to end. */
  void end() {
    process.destroy();
  }

  /** Waits for its end, and forces it when the limit is over. */
  void awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(Math.max(0, limit.toMillis()), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
