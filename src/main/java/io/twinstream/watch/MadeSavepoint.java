package io.twinstream.watch;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A savepoint that was made of a run's checkpoint.
 *
 * @param batch the batch at which it was cut
 */
record MadeSavepoint(String folder, long batch, long madeAtMillis) {
  private static final int MOST = 10;

  /** Returns the newest of those that lie beside the checkpoint's folder, the newest first. */
  static List<MadeSavepoint> beside(String checkpoint, Configuration hadoop) {
    Path own = new Path(checkpoint);
    List<MadeSavepoint> made = new ArrayList<>();
    try {
      FileSystem files = own.getFileSystem(hadoop);
      Path whole = files.makeQualified(own);
      for (FileStatus each : files.listStatus(whole.getParent())) {
        if (each.isDirectory() && files.exists(new Path(each.getPath(), Savepoint.FILE))) {
          add(each.getPath(), whole, files, hadoop, made);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    made.sort(Comparator.comparingLong(MadeSavepoint::madeAtMillis).reversed());
    return made.subList(0, Math.min(MOST, made.size()));
  }

  private static void add(
      Path folder,
      Path checkpoint,
      FileSystem files,
      Configuration hadoop,
      List<MadeSavepoint> to) {
    try {
      Savepoint found = Savepoints.read(folder.toString(), hadoop);
      if (found.checkpoint() != null
          && files.makeQualified(new Path(found.checkpoint())).equals(checkpoint)) {
        to.add(new MadeSavepoint(folder.getName(), found.cut().batch(), found.madeAtMillis()));
      }
    } catch (UserError unreadable) {
      // One that is being written, or is damaged: `savepoint list` says so.
    }
  }
}
