package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tells whether an application still writes its checkpoint. A DStream application writes one every
 * checkpoint interval, idle or not, so one that is silent for longer than two of them is gone. A
 * query writes only when it has data: that it is silent for a moment says less.
 */
public final class Heartbeat {
  private static final Duration SLACK = Duration.ofSeconds(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Path folder;
  private final FileSystem files;
  private final Map<String, Long> before;

  /** Remembers the checkpoint as it is now; to be made before it is read. */
  public Heartbeat(String folder, Configuration hadoop) throws IOException {
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(hadoop);
    this.before = times();
  }

  /**
   * Waits until a running application would have written, counted from its newest file.
   *
   * @param progress is told what is waited for
   * @throws UserError if it has written
   */
  public void checkSilent(Checkpoint checkpoint, Consumer<String> progress)
      throws IOException, InterruptedException {
    long newest = before.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long end = newest + silence(checkpoint).toMillis();
    if (end > System.currentTimeMillis()) {
      progress.accept(
          "waiting %,d ms to see that the application is not running"
              .formatted(end - System.currentTimeMillis()));
    }
    do {
      if (!isUnchanged()) {
        throw UserError.failed(
            "checkpoint %s: its application is running, it has just written: stop it first"
                .formatted(checkpoint.folder()));
      }
      Thread.sleep(Math.max(0, Math.min(LOOK_EVERY.toMillis(), end - System.currentTimeMillis())));
    } while (System.currentTimeMillis() < end);
  }

  /** Tells whether the checkpoint is still what it was. */
  boolean isUnchanged() throws IOException {
    return times().equals(before);
  }

  private static Duration silence(Checkpoint checkpoint) {
    return checkpoint instanceof DStreamCheckpoint classic
        ? Duration.ofMillis(2 * Math.max(classic.batchMillis(), classic.checkpointMillis()))
            .plus(SLACK)
        : SLACK;
  }

  private Map<String, Long> times() throws IOException {
    Map<String, Long> times = new TreeMap<>();
    for (String log : new String[] {"", "offsets", "commits"}) {
      Path place = log.isEmpty() ? folder : new Path(folder, log);
      if (files.exists(place)) {
        for (FileStatus file : files.listStatus(place)) {
          if (file.isFile()) {
            times.put(log + "/" + file.getPath().getName(), file.getModificationTime());
          }
        }
      }
    }
    return times;
  }
}
