package io.twinstream.ends.files;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.ReplayTarget;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A directory that gets the values of a recording as lines of text files, each of which is written
 * under a name that is not read, and renamed when it is whole; of several topics, a directory of
 * each. A tombstone is no line and is left out.
 */
public final class ReplayedFiles implements ReplayTarget {
  private static final long OPEN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LARGEST = 128L << 20;

  private final Path folder;
  private final boolean isByTopic;
  private final String name = "replay-%d-%%06d.txt".formatted(System.currentTimeMillis());
  private final Map<String, Open> open = new LinkedHashMap<>();
  private int files;

  private ReplayedFiles(Path folder, boolean isByTopic) {
    this.folder = folder;
    this.isByTopic = isByTopic;
  }

  /** A file that is being written. */
  private static final class Open {
    private final Path written;
    private final Path whole;
    private final OutputStream out;
    private final long beganNanos = System.nanoTime();
    private long bytes;

    private Open(Path folder, String name) throws IOException {
      whole = folder.resolve(name);
      written = folder.resolve("." + name);
      out =
          new BufferedOutputStream(
              Files.newOutputStream(written, StandardOpenOption.CREATE_NEW), 1 << 16);
    }

    private void publish() throws IOException {
      out.close();
      Files.move(written, whole);
    }
  }

  /**
   * Makes the directory if it is missing.
   *
   * @param spec {@code files:DIR}
   * @throws UserError if it cannot be made
   */
  public static ReplayedFiles open(String spec, RecordingHead head) {
    Path folder = Path.of(spec.substring("files:".length()));
    try {
      Files.createDirectories(folder);
      boolean isByTopic = head.topics().size() > 1;
      for (String topic : head.topics().keySet()) {
        if (isByTopic) {
          Files.createDirectories(folder.resolve(topic));
        }
      }
      return new ReplayedFiles(folder, isByTopic);
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be made: %s".formatted(spec, FileErrors.reason(e)), e);
    }
  }

  @Override
  public boolean send(Recorded record) {
    if (record.value() == null) {
      return true;
    }
    if (!record.isLine()) {
      throw UserError.failed(
          "files:%s: a value at %d ms has a line feed in it, and would be two lines: replay it to kafka:"
              .formatted(folder, record.arrivalMillis()));
    }
    String topic = isByTopic ? record.topic() : "";
    try {
      Open file = open.get(topic);
      if (file == null || file.bytes > LARGEST) {
        publish(file);
        files++;
        file = new Open(folder.resolve(topic), name.formatted(files));
        open.put(topic, file);
      }
      file.out.write(record.value());
      file.out.write('\n');
      file.bytes += record.value().length + 1;
      return true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void publish(Open file) throws IOException {
    if (file != null) {
      file.publish();
    }
  }

  @Override
  public void flush() {
    publish(OPEN_NANOS);
  }

  private void publish(long openNanos) {
    try {
      for (Open file : open.values()) {
        if (System.nanoTime() - file.beganNanos >= openNanos) {
          file.publish();
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    open.values().removeIf(file -> !Files.exists(file.written));
  }

  @Override
  public void finish() {
    publish(0);
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    try {
      for (Open file : open.values()) {
        try {
          file.out.close();
        } finally {
          Files.deleteIfExists(file.written);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UserError failed(IOException e) {
    return UserError.failed(
        "files:%s: cannot be written: %s".formatted(folder, FileErrors.reason(e)), e);
  }
}
