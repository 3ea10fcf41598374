package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs a contestant in a JVM of its own, and listens to it.
 *
 * @param limit after which it is stopped
 */
public record ContestantRun(Contestant contestant, ContestantJvm jvm, Duration limit) {
  /** Told each line that a contestant says. */
  @FunctionalInterface
  public interface Heard {
    void line(String line, Process contestant);
  }

  /**
   * Runs a contestant to its end, and hands on what it says.
   *
   * @param folder for what it leaves
   * @throws UserError if it fails, or is stopped at the limit
   */
  public void run(Program program, Path folder, Heard heard)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.log");
    List<String> log = List.of("-Xlog:gc:file=" + gcLog(folder));
    List<String> command = jvm.command(contestant.maker(), log, program);
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
              .formatted(limit.toSeconds(), Said.error(said).map(": "::concat).orElse("")));
    }
    if (process.exitValue() != 0) {
      throw UserError.failed("exit code %d: %s".formatted(process.exitValue(), Said.cause(said)));
    }
  }

  /** Returns where the log of its garbage collector is. */
  public static Path gcLog(Path folder) {
    return folder.resolve("gc.log");
  }
}
