package io.twinstream.migration.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the state of a checkpoint that may lie elsewhere than where it was written. */
final class MovedPaths {
  private final String writtenAs;
  private final Path now;
  private final FileSystem files;

  MovedPaths(String writtenAs, Path now, FileSystem files) {
    this.writtenAs = writtenAs;
    this.now = now;
    this.files = files;
  }

  /**
   * Looks below the folder as it lies now: an application that still runs, or another copy, may
   * have other state where this was written. Paths outside of the folder are looked up as they are.
   */
  StateOperator.Rdd find(long batch, String path) {
    String written = withoutScheme(writtenAs);
    String state = withoutScheme(path);
    Path place =
        !written.isEmpty() && state.startsWith(written + Path.SEPARATOR)
            ? new Path(now, state.substring(written.length() + 1))
            : new Path(path);
    try {
      FileSystem system = place.getFileSystem(files.getConf());
      if (!system.exists(place)) {
        return new StateOperator.Rdd(batch, place.toString(), 0, OptionalLong.empty());
      }
      int parts = 0;
      long bytes = 0;
      for (FileStatus file : system.listStatus(place)) {
        if (file.getPath().getName().startsWith("part-")) {
          parts++;
          bytes += file.getLen();
        }
      }
      return new StateOperator.Rdd(batch, place.toString(), parts, OptionalLong.of(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutScheme(String path) {
    return path.isEmpty() ? "" : new Path(path).toUri().getPath();
  }
}
