package io.twinstream.bench.start;

import io.twinstream.bench.shared.ProcessLimit;
import io.twinstream.bench.shared.RepeatedResult;
import io.twinstream.bench.shared.RepeatedResult.Figure;
import io.twinstream.bench.shared.Said;
import io.twinstream.ends.lines.LineServer;
import io.twinstream.error.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The scenario {@code start}: from the start of a process to its first result on the screen, of a
 * line that waits for it.
 *
 * @param project the folder that has {@code bin/}
 * @param times how often each is started
 * @param limit after which one is stopped
 */
record StartRun(Path project, int times, Duration limit) {
  private static final String WORD = "twinstreambench";
  private static final long WAIT_MILLIS = 20;

  /** StartRun each contestant so often; returns how long each took, in order. */
  List<RepeatedResult> run(Set<StartContestant> contestants, Consumer<String> say)
      throws IOException, InterruptedException {
    List<RepeatedResult> results = new ArrayList<>();
    for (StartContestant each : contestants) {
      results.add(
          RepeatedResult.of(each, Figure.MILLIS_TO_FIRST_RESULT, times, say, () -> millis(each)));
    }
    return results;
  }

  private long millis(StartContestant contestant) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("twinstream-bench", ".err");
    try (LineServer server = LineServer.start(0)) {
      long began = System.nanoTime();
      Process process =
          new ProcessBuilder(contestant.command(server.port()))
              .directory(project.toFile())
              .redirectError(errors.toFile())
              .start();
      Thread sender = new Thread(() -> send(server, process), "start load");
      sender.start();
      try (ProcessLimit stop = new ProcessLimit(process, limit);
          BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        String line = out.readLine();
        while (line != null && !line.contains(WORD)) {
          line = out.readLine();
        }
        if (line == null) {
          throw UserError.failed(
              (stop.isOver() ? "no result within %d s: %s" : "ended without a result: %2$s")
                  .formatted(limit.toSeconds(), Said.cause(Files.readString(errors).strip())));
        }
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
      } finally {
        process.destroyForcibly().waitFor();
        sender.join();
      }
    } finally {
      Files.delete(errors);
    }
  }

  /** Sends one line to the first that connects. */
  private static void send(LineServer server, Process process) {
    try {
      boolean isThere = false;
      while (!isThere && process.isAlive()) {
        isThere = server.awaitClients(1, WAIT_MILLIS);
      }
      server.send(WORD.getBytes(StandardCharsets.US_ASCII));
      server.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
