package io.twinstream.bench.move;

import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import io.twinstream.bench.shared.TimedReplay;
import io.twinstream.bench.state.StateContestant;
import io.twinstream.bench.state.StatePass;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.jobs.wordcount.CountedWord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The job whose checkpoint a savepoint is made of, in this JVM. */
final class MovePass {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int FILLING = 10;
  private static final int BATCHES = 12;

  private MovePass() {}

  /** Makes the checkpoint: a tenth of the keys in each of ten batches, and two more. */
  static void fill(StateContestant contestant, int keys, Path checkpoint) throws IOException {
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
          new TimedReplay(recording, INTERVAL, checkpoint, contestant.conf()),
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
