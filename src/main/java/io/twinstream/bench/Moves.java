package io.twinstream.bench;

import io.twinstream.error.UserError;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import java.io.BufferedWriter;
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
 * @param mainClass whose command {@code bench-pass move} calls {@link #fill}
 * @param limit after which a savepoint is stopped
 */
public record Moves(Path project, Passes passes, String mainClass, Duration limit) {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int FILLING = 10;
  private static final int BATCHES = 12;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /**
   * What it took.
   *
   * @param millis from the start of the process to its end
   * @param isCorrect whether the savepoint has all keys
   * @param peakMebibytes the most memory that the process held; 0 where the system does not say
   */
  public record Result(long millis, boolean isCorrect, long peakMebibytes) {}

  /**
   * Makes a checkpoint and a savepoint of it.
   *
   * @throws UserError if a process fails or is stopped at its limit
   */
  public Result run(StateContestant contestant, int keys) throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path checkpoint = folder.path().resolve("checkpoint");
      passes.run(
          contestant.label(),
          Program.here(
              mainClass,
              "move",
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
        return new Result(millis, said.contains(": %,d keys, ".formatted(keys)), peak);
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

  /**
   * Makes the checkpoint, in this JVM: a tenth of the keys in each of ten batches, and two more.
   */
  public static void fill(StateContestant contestant, int keys, Path checkpoint)
      throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path recording = folder.path().resolve("move.recording");
      try (BufferedWriter out = Files.newBufferedWriter(recording, StandardCharsets.US_ASCII)) {
        for (int key = 0; key < keys; key++) {
          line(out, (int) ((long) key * FILLING / keys), key);
        }
        for (int batch = FILLING; batch < BATCHES; batch++) {
          line(out, batch, 0);
        }
      }
      StatePass.run(
          contestant,
          new Replay(recording, INTERVAL, checkpoint, contestant.conf()),
          new Discarded());
    }
  }

  private static void line(BufferedWriter out, int batch, int key) throws IOException {
    out.write(batch * INTERVAL.toMillis() + "\tkey" + key + "\n");
  }

  /** Computes the rows, and keeps none. */
  private static final class Discarded implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      rows.map((part, task) -> task.partition());
    }
  }
}
