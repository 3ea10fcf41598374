package io.twinstream.ends.files;

import io.twinstream.api.BatchRows;
import io.twinstream.api.HadoopSettings;
import io.twinstream.api.Sink;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes rows into files of one directory, on any file system that Hadoop knows. Nothing of a batch
 * appears before every task is done.
 */
abstract class StagedSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final String sink;
  private final String directory;
  private final Staging staging;

  /**
   * @param kind what is before the directory in the sink's specification
   */
  StagedSink(String kind, String directory, String runId, HadoopSettings hadoop) {
    this.sink = kind + ":" + directory;
    this.directory = directory;
    this.staging = new Staging(sink, directory, runId, hadoop);
  }

  /** Returns how people call it. */
  final String sink() {
    return sink;
  }

  /** Returns how a partition of a batch is written. */
  abstract Staging.PartWriter<R> part(long batch);

  /** Brings a finished batch to its place, see {@link Staging.Publication}. */
  abstract void publish(FileSystem files, Path target, String name, Path done, List<String> parts)
      throws IOException;

  @Override
  public final void check() {
    staging.checkRenames();
    staging.check();
  }

  @Override
  public final void takeOver(long epoch, String driver) {
    staging.takeOver(this::publish);
  }

  @Override
  public final void write(BatchRows<R> rows, long batch) {
    try {
      String folder = staging.begin(batch);
      Staging.PartWriter<R> writer = part(batch);
      List<String> staged = rows.map((part, task) -> staging.stage(part, writer, folder, task));
      staging.finish(batch, staged, this::publish);
    } catch (IOException e) {
      throw DirectoryErrors.of(sink, e);
    }
  }

  private void publish(FileSystem files, String name, Path done, List<String> parts)
      throws IOException {
    publish(files, new Path(directory), name, done, parts);
  }
}
