package io.twinstream.ends.files;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files {@code batch-<batch>-<run>-<part>.<suffix>} of one directory. */
final class PartFiles {
  private PartFiles() {}

  /**
   * Brings the files of a batch to their places, one after the other, each whole; those that an
   * earlier writing of the batch left, and this one has not, are deleted.
   *
   * @param suffix with its dot
   */
  static void publish(
      FileSystem files, Path target, String name, String suffix, Path done, List<String> parts)
      throws IOException {
    Set<String> earlier = Staging.names(files, target);
    earlier.removeIf(file -> !file.startsWith(name + "-") || !file.endsWith(suffix));
    Set<String> surplus = new HashSet<>(earlier);
    parts.forEach(part -> surplus.remove(file(name, part, suffix)));
    for (String file : surplus) {
      files.delete(new Path(target, file), false);
    }
    Set<String> staged = Staging.names(files, done);
    for (String part : parts) {
      if (staged.contains(part)) {
        Path finished = new Path(target, file(name, part, suffix));
        if (earlier.contains(finished.getName())) {
          files.delete(finished, false);
        }
        Staging.move(files, new Path(done, part), finished);
      }
    }
  }

  private static String file(String name, String part, String suffix) {
    return name + "-" + Staging.partition(part) + suffix;
  }
}
