package io.twinstream.internals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The driver's word to its receivers that they take nothing more, through a file in the checkpoint
 * directory, which both can reach when the write-ahead log is on.
 *
 * <p>Needed before a graceful stop with the write-ahead log: {@code ReceiverTracker.stop} (3.5 and
 * 4.1) closes the log before the last blocks are allocated to a batch; each allocation then fails,
 * the stop waits until its limit, and the blocks stay in the log for the next run.
 *
 * <p>Depends on {@code SparkHadoopUtil}.
 */
public final class IntakeStop {
  private static final String FILE = "twinstream.stop";

  private final Path file;

  /**
   * @param checkpointDirectory the context's
   */
  public IntakeStop(String checkpointDirectory) {
    file = new Path(checkpointDirectory, FILE);
  }

  /** Asks the receivers of an application. */
  public void request(String applicationId) throws IOException {
    try (OutputStream out = files().create(file, true)) {
      out.write(applicationId.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Tells a receiver whether it was asked; a request of an earlier application is none. */
  public boolean isRequested(String applicationId) throws IOException {
    FileSystem files = files();
    if (!files.exists(file)) {
      return false;
    }
    try (InputStream in = files.open(file)) {
      return applicationId.equals(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Answers: nothing more is taken, and what was taken is stored. Also takes a request back. */
  public void done() throws IOException {
    files().delete(file, false);
  }

  /** Tells the driver whether the answer is there. */
  public boolean isDone() throws IOException {
    return !files().exists(file);
  }

  private FileSystem files() throws IOException {
    return file.getFileSystem(SparkHadoopUtil.get().conf());
  }
}
