package io.twinstream.cli;

import io.twinstream.engine.StopRequest;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that asks a run to stop: what a signal does where the driver is on another machine, in an
 * application master of YARN or a pod of Kubernetes.
 */
final class StopFile {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Path path;
  private final FileSystem files;

  private StopFile(Path path, FileSystem files) {
    this.path = path;
    this.files = files;
  }

  /**
   * Returns the file that will be.
   *
   * @throws UserError if it is there already, or its file system cannot be reached
   */
  static StopFile of(String name, Configuration hadoop) {
    try {
      Path path = new Path(name);
      StopFile file = new StopFile(path, path.getFileSystem(hadoop));
      if (file.isThere()) {
        throw UserError.usage(
            "--stop-file %s: is there already, so the run would stop at once: delete it first"
                .formatted(name));
      }
      return file;
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.usage(
          "--stop-file %s: cannot be looked for: %s".formatted(name, FileErrors.reason(e)), e);
    }
  }

  /** Looks for the file until the stop is asked for, by it or by another. */
  void watch(StopRequest stop, Consumer<String> say) {
    Thread thread = new Thread(() -> await(stop, say), "stop-file");
    thread.setDaemon(true);
    thread.start();
  }

  private void await(StopRequest stop, Consumer<String> say) {
    String lastFailure = "";
    try {
      while (!stop.await(POLL)) {
        try {
          if (isThere()) {
            say.accept("%s is there: stopping".formatted(path));
            stop.request();
          }
          lastFailure = "";
        } catch (IOException e) {
          String failure = FileErrors.reason(e);
          if (!failure.equals(lastFailure)) {
            say.accept("warning: %s cannot be looked for: %s".formatted(path, failure));
          }
          lastFailure = failure;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes the file, so that the next run does not meet it. */
  void delete() {
    try {
      files.delete(path, false);
    } catch (IOException e) {
      throw UserError.failed(
          "--stop-file %s: the run has stopped, but the file cannot be deleted: %s"
              .formatted(path, FileErrors.reason(e)),
          e);
    }
  }

  private boolean isThere() throws IOException {
    return files.exists(path);
  }
}
