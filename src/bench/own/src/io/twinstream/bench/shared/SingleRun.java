package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * Runs each pass in a JVM of its own, so that no contestant runs on what another has compiled or
 * left in memory.
 *
 * @param limit how long a pass may take
 */
public record SingleRun(ContestantJvm jvm, Duration limit) {
  /**
   * Returns what the command printed last.
   *
   * @throws UserError if it fails, says nothing or takes longer than the limit
   */
  public String run(Contestant contestant, Program program)
      throws IOException, InterruptedException {
    List<String> command = jvm.command(contestant.maker(), List.of(), program);
    File out = File.createTempFile("twinstream-bench", ".out");
    File err = File.createTempFile("twinstream-bench", ".err");
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
    try (ProcessLimit stop = new ProcessLimit(process, limit)) {
      process.waitFor();
      if (stop.isOver()) {
        throw UserError.failed("stopped after %d s".formatted(limit.toSeconds()));
      }
      if (process.exitValue() != 0) {
        throw UserError.failed(
            "exit code %d: %s".formatted(process.exitValue(), Said.cause(read(err))));
      }
      String said = Said.lastLine(read(out));
      if (said.isEmpty()) {
        throw UserError.failed("ended without a result");
      }
      return said;
    } finally {
      process.destroyForcibly();
      Files.delete(out.toPath());
      Files.delete(err.toPath());
    }
  }

  private static String read(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8).strip();
  }
}
