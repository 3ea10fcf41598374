package io.twinstream.ends.files;

import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes each batch as JSON lines into files {@code batch-<batch>-<run>-<part>.json} of one
 * directory, on any file system that Hadoop knows.
 *
 * <p>Nothing appears before every task is done. Each file then appears whole, and those of a batch
 * one after another; a driver that ends between two of them leaves the rest to the next start of
 * the run, which completes the batch before anything else. Written again after a crash, a batch
 * replaces its own files. Another run has another id and so never touches them.
 */
final class JsonSink<R> extends StagedSink<R> {
  private static final long serialVersionUID = 1L;

  private final RowFormat format;

  JsonSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    super("json", directory, runId, hadoop);
    this.format = format;
  }

  @Override
  Staging.PartWriter<R> part(long batch) {
    RowFormat columns = format;
    return new PartLines<>(sink(), row -> columns.toJsonLine(row, batch));
  }

  @Override
  void publish(FileSystem files, Path target, String name, Path done, List<String> parts)
      throws IOException {
    PartFiles.publish(files, target, name, ".json", done, parts);
  }
}
