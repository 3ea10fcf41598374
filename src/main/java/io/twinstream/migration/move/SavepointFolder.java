package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes the folder of a savepoint: beside, and under its name only when all of it is there. */
public final class SavepointFolder {
  private SavepointFolder() {}

  /** Makes what is in a savepoint. */
  @FunctionalInterface
  public interface Content {
    /** Writes the state into a folder, and returns what {@code savepoint.json} is to hold. */
    Savepoint write(String folder) throws IOException;
  }

  /**
   * Writes a savepoint and reads it back.
   *
   * @param out a folder that is new or empty
   * @throws UserError if there is something in the folder
   */
  public static Savepoint write(String out, Configuration hadoop, Content content)
      throws IOException {
    Path target = new Path(out);
    FileSystem files = target.getFileSystem(hadoop);
    checkTarget(out, hadoop);
    Path parent = files.makeQualified(target).getParent();
    Path staging = new Path(parent, "." + target.getName() + "." + UUID.randomUUID());
    try {
      Savepoint savepoint = content.write(staging.toString());
      Savepoints.write(savepoint, staging.toString(), hadoop);
      if (!isAsWritten(savepoint, staging.toString(), hadoop)) {
        throw UserError.failed(
            "savepoint %s: %s reads other than it was written: the disk failed, or something else writes there; try again"
                .formatted(out, Savepoint.FILE));
      }
      files.delete(target, false);
      boolean isMoved = files.rename(staging, target);
      if (files.exists(within(target, staging))) {
        throw UserError.failed(
            "savepoint %s: something was made there meanwhile, and stays; this savepoint is not kept: name another folder"
                .formatted(out));
      }
      if (!isMoved || !files.exists(new Path(target, Savepoint.FILE))) {
        throw UserError.failed(
            "savepoint %s: the finished copy cannot be moved there".formatted(out));
      }
      return savepoint;
    } catch (IOException | RuntimeException e) {
      remove(files, staging, e);
      remove(files, within(target, staging), e);
      throw e;
    }
  }

  private static boolean isAsWritten(Savepoint savepoint, String folder, Configuration hadoop) {
    String sha256 = Savepoints.sha256(folder, hadoop);
    return Savepoints.read(folder, hadoop).equals(savepoint)
        && Savepoints.writtenSha256(folder, hadoop).filter(sha256::equals).isPresent();
  }

  /**
   * Checks that a savepoint can be written there.
   *
   * @throws UserError if there is something in the folder
   */
  public static void checkTarget(String out, Configuration hadoop) throws IOException {
    Path target = new Path(out);
    FileSystem files = target.getFileSystem(hadoop);
    if (files.exists(target)
        && (files.getFileStatus(target).isFile() || files.listStatus(target).length > 0)) {
      throw UserError.usage(
          "savepoint %s: there is something already: name a new or empty folder".formatted(out));
    }
  }

  /** Returns where a folder goes if the target is there by then: it is moved into it. */
  private static Path within(Path target, Path staging) {
    return new Path(target, staging.getName());
  }

  private static void remove(FileSystem files, Path staging, Exception failure) {
    try {
      files.delete(staging, true);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
