package io.twinstream.cli;

import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The files a command writes: made in a staging folder, moved into place when they are whole. */
final class OutputFiles implements AutoCloseable {
  private final TemporaryFolder staging;

  private OutputFiles(TemporaryFolder staging) {
    this.staging = staging;
  }

  /**
   * Makes a staging folder, in the output folder if there is one, and checks that the outputs can
   * be written.
   *
   * @param folder where files will be published; may be null
   * @param file a single file that will be written; may be null
   * @throws UserError if one of them cannot be written
   */
  static OutputFiles beside(Path folder, Path file) {
    if (file != null) {
      checkParent(file);
    }
    try {
      if (folder == null) {
        return new OutputFiles(TemporaryFolder.create());
      }
      Files.createDirectories(folder);
      return new OutputFiles(TemporaryFolder.in(folder));
    } catch (IOException e) {
      throw UserError.failed(
          "%s: cannot be written (%s): choose another directory"
              .formatted(folder, FileErrors.reason(e)),
          e);
    }
  }

  /** Returns the staging folder. */
  Path staging() {
    return staging.path();
  }

  /** Moves a finished file of the staging folder into the folder. */
  void publish(String name, Path folder) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.move(
        staging.path().resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes a text file whole or not at all. */
  void write(String text, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    // Not createTempFile, whose files only the owner can read.
    Path whole = target.resolveSibling("." + UUID.randomUUID() + ".tmp");
    try {
      Files.writeString(whole, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public void close() throws IOException {
    staging.close();
  }

  private static void checkParent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(parent);
      Files.delete(Files.createTempFile(parent, ".", ".tmp"));
      if (Files.isDirectory(file)) {
        throw new IOException("it is a directory");
      }
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(file, e);
    }
  }

  private static UserError unwritable(Path file, Exception e) {
    return UserError.failed(
        "%s: cannot be written (%s): choose another place".formatted(file, FileErrors.reason(e)),
        e);
  }
}
