package io.twinstream.sink;

import io.twinstream.source.HadoopSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes each batch as JSON lines into files {@code batch-<batch>-<run>-<part>.json} of one
 * directory, on any file system that Hadoop knows.
 *
 * <p>A batch appears whole or not at all: its parts are written below {@code .staging} and renamed
 * when every task is done. Written again after a crash, a batch replaces its own files. Another run
 * has another id and so never touches them.
 */
final class JsonSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final RowFormat format;
  private final Staging staging;

  JsonSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    this.directory = directory;
    this.format = format;
    this.staging = new Staging(directory, runId, hadoop);
  }

  @Override
  public void check() {
    staging.check("json");
  }

  @Override
  public void takeOver(long epoch, String driver) {
    staging.takeOver();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    String name = staging.name(batch);
    Path staged = staging.staged(name);
    String place = staged.toString();
    List<String> parts =
        rows
            .map(
                (part, task) ->
                    staging.stage(part, row -> format.toJsonLine(row, batch), place, task))
            .stream()
            .filter(part -> !part.isEmpty())
            .toList();
    try {
      commit(parts, staged, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void commit(List<String> parts, Path staged, String name) throws IOException {
    FileSystem files = staging.fileSystem();
    Path target = new Path(directory);
    FileStatus[] earlier = files.globStatus(new Path(target, name + "-*.json"));
    for (FileStatus file : earlier == null ? new FileStatus[0] : earlier) {
      files.delete(file.getPath(), false);
    }
    for (String part : parts) {
      Path finished = new Path(target, name + "-" + Staging.partition(part) + ".json");
      Staging.move(files, new Path(staged, part), finished);
    }
    files.delete(staged, true);
    staging.deleteIfEmpty(files);
  }
}
