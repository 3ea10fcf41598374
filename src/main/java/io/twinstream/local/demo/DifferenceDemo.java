package io.twinstream.local.demo;

import io.twinstream.api.JobOptions;
import io.twinstream.ends.recording.Recording;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.jobs.wordcount.DStreamWordCount;
import io.twinstream.jobs.wordcount.WordCountJob;
import io.twinstream.migration.compare.Comparison;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Word count beside three ports that are wrong in the usual ways, each compared. */
public final class DifferenceDemo {
  private final Recording recording;
  private final Consumer<String> say;

  /**
   * @param say is told which port is next
   */
  public DifferenceDemo(Recording recording, Consumer<String> say) {
    this.recording = recording;
    this.say = say;
  }

  /**
   * Compares them.
   *
   * @param session opened for the recording
   */
  public DemoReport run(SparkSession session) throws IOException {
    Map<WrongPort, Comparison.Result> results = new LinkedHashMap<>();
    for (WrongPort port : WrongPort.values()) {
      say.accept("comparing word-count with a wrong port: " + port.mistake());
      try (TemporaryFolder rows = TemporaryFolder.create()) {
        results.put(
            port,
            Comparison.run(
                WordCountJob.JOB,
                new JobOptions.None(),
                new Comparison.Twins<>(new DStreamWordCount(), port.twin()),
                recording,
                session,
                rows.path(),
                (engine, batches) -> {}));
      }
    }
    return new DifferenceDemoReport(results);
  }
}
