package io.twinstream.ends.files;

import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private static final String SUFFIX = ".json";

  private final RowFormat format;

  JsonSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    super("json", directory, runId, hadoop);
    this.format = format;
  }

  @Override
  String line(R row, long batch) {
    return format.toJsonLine(row, batch);
  }

  @Override
  void publish(FileSystem files, Path target, String name, Path done, List<String> parts)
      throws IOException {
    Set<String> earlier = Staging.names(files, target);
    earlier.removeIf(file -> !file.startsWith(name + "-") || !file.endsWith(SUFFIX));
    Set<String> surplus = new HashSet<>(earlier);
    parts.forEach(part -> surplus.remove(file(name, part)));
    for (String file : surplus) {
      files.delete(new Path(target, file), false);
    }
    Set<String> staged = Staging.names(files, done);
    for (String part : parts) {
      if (staged.contains(part)) {
        Path finished = new Path(target, file(name, part));
        if (earlier.contains(finished.getName())) {
          files.delete(finished, false);
        }
        Staging.move(files, new Path(done, part), finished);
      }
    }
  }

  private static String file(String name, String part) {
    return name + "-" + Staging.partition(part) + SUFFIX;
  }
}
