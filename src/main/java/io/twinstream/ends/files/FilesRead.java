package io.twinstream.ends.files;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.SourcePosition;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The files of a directory that a job has read before it was moved. They are known by name; of
 * those read so long ago that the old checkpoint had forgotten them, by their time.
 *
 * @param names those that were read
 * @param again those that are to be read once more, whatever their time
 * @param beforeMillis what was modified before this time was read, epoch milliseconds
 */
public record FilesRead(Set<String> names, Set<String> again, long beforeMillis)
    implements Serializable {
  static final FilesRead NONE = new FilesRead(Set.of(), Set.of(), 0);
  private static final long serialVersionUID = 1L;

  /**
   * Returns what the sources of a savepoint have read.
   *
   * @throws UserError if one of them was none of files
   */
  static FilesRead of(String spec, List<SourcePosition> positions) {
    if (positions.stream().anyMatch(position -> position.kind().equals("kafka"))) {
      throw UserError.usage(
          "source %s: the savepoint was taken in the middle of kafka: continue from there with a source kafka:..."
              .formatted(spec));
    }
    return of(positions);
  }

  /** Returns what these sources have read. */
  public static FilesRead of(List<SourcePosition> positions) {
    Set<String> names = new HashSet<>();
    Set<String> again = new HashSet<>();
    long before = 0;
    for (SourcePosition position : positions) {
      position.files().forEach(file -> names.add(name(file)));
      position.uncertainFiles().forEach(file -> again.add(name(file)));
      before = Math.max(before, position.filesBeforeMillis());
    }
    return new FilesRead(names, again, before);
  }

  /** Tells whether a file was read. */
  boolean contains(String name, long modifiedMillis) {
    return !again.contains(name) && (names.contains(name) || modifiedMillis < beforeMillis);
  }

  /** Tells the same of the rows of Spark's file source. */
  public Column contains(Column file) {
    Column name = file.getField("file_name");
    Column modified = file.getField("file_modification_time");
    return functions
        .not(name.isInCollection(again))
        .and(
            name.isInCollection(names)
                .or(modified.lt(functions.timestamp_millis(functions.lit(beforeMillis)))));
  }

  private static String name(String path) {
    return new Path(path).getName();
  }
}
