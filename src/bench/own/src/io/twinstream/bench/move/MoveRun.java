package io.twinstream.bench.move;

import io.twinstream.bench.shared.ProcessLimit;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.SingleRun;
import io.twinstream.bench.state.StateContestant;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scenario {@code move}: what {@code savepoint} takes for a state of so many keys, as a process
 * of its own.
 *
 * @param project the folder that has {@code bin/}
 * @param passes runs the job that makes the checkpoint
 * @param limit after which a savepoint is stopped
 */
record MoveRun(Path project, SingleRun passes, Duration limit) {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /**
   * Makes a checkpoint and a savepoint of it.
   *
   * @throws UserError if a process fails or is stopped at its limit
   */
  MoveResult.Measured run(StateContestant contestant, int keys)
      throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path checkpoint = folder.path().resolve("checkpoint");
      passes.run(
          contestant,
          Program.here(
              MoveScenario.NAME,
              contestant,
              List.of(Integer.toString(keys), checkpoint.toString())));
      Path out = folder.path().resolve("out.log");
      long began = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  project.resolve("bin/twinstream").toString(),
                  "savepoint",
                  checkpoint.toString(),
                  "--out",
                  folder.path().resolve("savepoint").toString(),
                  "--master",
                  "local[2]")
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      long peak = 0;
      try (ProcessLimit stop = new ProcessLimit(process, limit)) {
        while (!process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          peak = Math.max(peak, peakMebibytes(process.pid()));
        }
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        String said = Files.readString(out, StandardCharsets.UTF_8).strip();
        if (stop.isOver()) {
          throw UserError.failed("stopped after %d s".formatted(limit.toSeconds()));
        }
        if (process.exitValue() != 0) {
          throw UserError.failed("exit code %d: %s".formatted(process.exitValue(), said));
        }
        return new MoveResult.Measured(millis, said.contains(": %,d keys, ".formatted(keys)), peak);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static long peakMebibytes(long pid) {
    try {
      Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return peak.find() ? Long.parseLong(peak.group(1)) >> 10 : 0;
    } catch (IOException notLinuxOrEnded) {
      return 0;
    }
  }
}
