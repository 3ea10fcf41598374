package io.twinstream.recovery;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The logs in a query's checkpoint, {@code offsets} and {@code commits}: a file per micro-batch.
 */
public final class QueryLog {
  /** Not more digits than a long holds. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private QueryLog() {}

  /** Returns the newest micro-batch of a log; empty if it has none, or is not there. */
  public static OptionalLong newest(FileSystem files, Path log) throws IOException {
    OptionalLong newest = OptionalLong.empty();
    if (files.exists(log)) {
      for (FileStatus file : files.listStatus(log)) {
        String name = file.getPath().getName();
        if (NUMBER.matcher(name).matches()) {
          newest = OptionalLong.of(Math.max(newest.orElse(0), Long.parseLong(name)));
        }
      }
    }
    return newest;
  }
}
