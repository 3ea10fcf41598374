package io.twinstream.testkit;

import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.Sessions;
import io.twinstream.engine.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The session of all tests of this JVM: its classic clock is moved by hand. */
final class TestSession {
  private static final String CLOCK = "spark.streaming.clock";

  private TestSession() {}

  /**
   * Returns the session; opens it when first asked.
   *
   * @throws IllegalStateException if this JVM has a session whose clock is the machine's
   */
  static synchronized SparkSession get() {
    if (SparkSession.getDefaultSession().isDefined()
        && !SparkSession.getDefaultSession().get().sparkContext().isStopped()) {
      SparkSession open = SparkSession.getDefaultSession().get();
      if (!open.sparkContext().conf().contains(CLOCK)) {
        throw new IllegalStateException(
            "this JVM has a SparkSession whose clock is the machine's, and TwinTest moves the clock: stop it first, or run these tests in a JVM of their own");
      }
      return open;
    }
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Recording any =
          Recording.open(Files.createFile(folder.path().resolve("any")), Duration.ofSeconds(1));
      return Sessions.open(
          "twinstream test",
          Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"),
          new RecordingSource(any));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
