package io.twinstream.savepoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A checkpoint whose state a seed made, and whose offsets are those of the input that follows it.
 *
 * <p>The plan of the port is run once over the seed alone: that writes the state as this Spark, and
 * the state store that is set, want it. Then the log of offsets gets the input's offset in place of
 * the seed's. Until it is whole it stands beside its place.
 */
final class BegunCheckpoint {
  private static final String NO_DATA = "spark.sql.streaming.noDataMicroBatches.enabled";
  private static final String VERSION = "v1";

  /** Version, metadata, and a line for each source. */
  private static final int LINES = 3;

  private final SparkSession session;
  private final FileSystem files;
  private final Path place;
  private final Path beside;

  private BegunCheckpoint(SparkSession session, Path place) throws IOException {
    this.session = session;
    this.place = place;
    files = place.getFileSystem(session.sparkContext().hadoopConfiguration());
    beside = place.suffix(".begun");
  }

  /** Writes it, unless there is one; returns whether it did. */
  static boolean write(String place, String outputMode, Dataset<Row> seeded, String offset) {
    if (outputMode.equals("append")) {
      throw UserError.usage(
          "checkpoint %s: output mode append: what the old application wrote cannot be told from what is due: use update or complete"
              .formatted(place));
    }
    try {
      return new BegunCheckpoint(seeded.sparkSession(), new Path(place))
          .write(outputMode, seeded, offset);
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be begun (%s)".formatted(place, e.getMessage()), e);
    }
  }

  private boolean write(String outputMode, Dataset<Row> seeded, String offset) throws IOException {
    if (files.exists(place)) {
      if (files.listStatus(place).length > 0) {
        return false;
      }
      files.delete(place, false);
    }
    files.delete(beside, true);
    run(outputMode, seeded);
    for (FileStatus log : files.listStatus(new Path(beside, "offsets"), BegunCheckpoint::isBatch)) {
      rewrite(log.getPath(), offset);
    }
    files.delete(new Path(beside, "sources"), true);
    if (!files.rename(beside, place)) {
      throw new IOException("%s cannot be renamed".formatted(beside));
    }
    return true;
  }

  private void run(String outputMode, Dataset<Row> seeded) throws IOException {
    RuntimeConfig conf = session.conf();
    String before = conf.get(NO_DATA);
    conf.set(NO_DATA, "false");
    try {
      seeded
          .writeStream()
          .format("noop")
          .outputMode(outputMode)
          .option("checkpointLocation", beside.toString())
          .trigger(Trigger.AvailableNow())
          .start()
          .awaitTermination();
    } catch (StreamingQueryException | TimeoutException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UserError said) {
          throw said;
        }
      }
      throw new IOException(e.getMessage(), e);
    } finally {
      conf.set(NO_DATA, before);
    }
  }

  private static boolean isBatch(Path file) {
    return file.getName().chars().allMatch(Character::isDigit);
  }

  private void rewrite(Path log, String offset) throws IOException {
    List<String> lines;
    try (InputStream in = files.open(log)) {
      lines = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    if (lines.size() != LINES
        || !lines.get(0).equals(VERSION)
        || SeedOffset.ofJson(lines.get(2)).isEmpty()) {
      throw UserError.usage(
          "checkpoint %s: the rows that begin it must come of the seed alone, with a log of offsets of the format %s: '%s' has %s"
              .formatted(place, VERSION, log.getName(), lines));
    }
    try (OutputStream out = files.create(log, true)) {
      out.write(String.join("\n", lines.get(0), lines.get(1), offset).getBytes(UTF_8));
    }
  }
}
