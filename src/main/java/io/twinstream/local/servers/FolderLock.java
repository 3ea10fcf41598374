package io.twinstream.local.servers;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second server out of a folder; the system gives it free when the process ends. */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = "twinstream.lock";

  private final FileChannel file;

  private FolderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes it.
   *
   * @param server for the message
   * @param folder is made if it is missing; null for a temporary one, which needs none
   * @throws UserError if another process has it, or the folder cannot be written
   */
  public static FolderLock take(String server, Path folder) {
    if (folder == null) {
      return new FolderLock(null);
    }
    try {
      Files.createDirectories(folder);
      FileChannel file =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        throw UserError.failed(
            "%s: %s: another server uses this folder: stop it, or choose another folder"
                .formatted(server, folder));
      }
      return new FolderLock(file);
    } catch (IOException e) {
      throw UserError.failed(
          "%s: %s: cannot be written (%s): choose another folder"
              .formatted(server, folder, FileErrors.reason(e)),
          e);
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
