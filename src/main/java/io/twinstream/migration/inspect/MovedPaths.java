package io.twinstream.migration.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the state of a checkpoint that may lie elsewhere than where it was written. */
final class MovedPaths {
  private static final Pattern PART = Pattern.compile("part-(\\d{5,9})");

  private final String writtenAs;
  private final Path now;
  private final FileSystem files;

  MovedPaths(String writtenAs, Path now, FileSystem files) {
    this.writtenAs = writtenAs;
    this.now = now;
    this.files = files;
  }

  /**
   * What lies in the folder of an RDD.
   *
   * @param path the folder
   * @param parts the numbers of its parts
   * @param bytes their size; empty if there is no folder
   */
  record Found(String path, SortedSet<Integer> parts, OptionalLong bytes) {}

  /**
   * Looks below the folder as it lies now: an application that still runs, or another copy, may
   * have other state where this was written. Paths outside of the folder are looked up as they are.
   */
  Found find(String path) {
    String written = withoutScheme(writtenAs);
    String state = withoutScheme(path);
    Path place =
        !written.isEmpty() && state.startsWith(written + Path.SEPARATOR)
            ? new Path(now, state.substring(written.length() + 1))
            : new Path(path);
    try {
      FileSystem system = place.getFileSystem(files.getConf());
      SortedSet<Integer> parts = new TreeSet<>();
      if (!system.exists(place)) {
        return new Found(place.toString(), parts, OptionalLong.empty());
      }
      long bytes = 0;
      for (FileStatus file : system.listStatus(place)) {
        Matcher part = PART.matcher(file.getPath().getName());
        if (part.matches()) {
          parts.add(Integer.valueOf(part.group(1)));
          bytes += file.getLen();
        }
      }
      return new Found(place.toString(), parts, OptionalLong.of(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutScheme(String path) {
    return path.isEmpty() ? "" : new Path(path).toUri().getPath();
  }
}
