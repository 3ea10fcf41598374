package io.twinstream.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A driver's turn at a checkpoint directory. Each start makes the file {@code twinstream.epoch-N}
 * that comes after all that are there; a driver that finds a later one than its own was taken for
 * dead, and writes nothing more.
 */
public final class Epoch {
  /** That of a driver which shares nothing with another. */
  public static final Epoch ALONE = new Epoch(0, "", null, null);

  private static final Pattern FILE = Pattern.compile("twinstream\\.epoch-(\\d{1,18})");

  /** Files of so many drivers are kept. */
  private static final int KEPT = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final long number;
  private final String driver;
  private final Path folder;
  private final FileSystem files;

  private Epoch(long number, String driver, Path folder, FileSystem files) {
    this.number = number;
    this.driver = driver;
    this.folder = folder;
    this.files = files;
  }

  /**
   * Begins this driver's turn; those of all others are over.
   *
   * @param directory a checkpoint directory that is there
   * @throws UserError if it cannot be written
   */
  public static Epoch begin(String directory, Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem found = folder.getFileSystem(hadoop);
      FileSystem files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
      String driver = describe();
      byte[] content = JSON.writeValueAsBytes(JSON.createObjectNode().put("driver", driver));
      long number = newest(files, folder) + 1;
      // One that was deleted since the look would be made anew: so many others have begun.
      while (!create(files, file(folder, number), content)
          || newest(files, folder) >= number + KEPT) {
        number = newest(files, folder) + 1;
      }
      files.delete(file(folder, number - KEPT), false);
      return new Epoch(number, driver, folder, files);
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be written: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /**
   * Returns the newest driver of a checkpoint; empty if there is none, or it does not say who it
   * is.
   *
   * @throws UserError if that cannot be read
   */
  public static Optional<Holder> holder(String directory, Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      long newest = files.exists(folder) ? newest(files, folder) : 0;
      if (newest == 0) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file(folder, newest))) {
        return Holder.of(newest, JSON.readTree(in).path("driver").asText());
      }
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** Returns its number, from 1; 0 for a driver that shares nothing. */
  public long number() {
    return number;
  }

  /** Returns who this driver is, for people. */
  public String driver() {
    return driver;
  }

  /**
   * Returns if this is still the newest driver.
   *
   * @throws UserError if a newer one has begun, which it names
   */
  public void check() {
    if (folder == null) {
      return;
    }
    try {
      long newest = newest(files, folder);
      if (newest > number) {
        throw UserError.failed(
            "checkpoint %s: another driver has taken it over (%s), and continues: this one was taken for dead, and writes nothing more"
                .formatted(folder, read(newest)));
      }
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read, so nobody knows whether another driver has taken it over: %s"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static Path file(Path folder, long number) {
    return new Path(folder, "twinstream.epoch-" + number);
  }

  /** Returns 0 if there is none. */
  private static long newest(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(file -> FILE.matcher(file.getPath().getName()))
        .filter(Matcher::matches)
        .mapToLong(name -> Long.parseLong(name.group(1)))
        .max()
        .orElse(0);
  }

  /** Makes a new file; tells whether it did. Hadoop's local file system looks first, then makes. */
  private static boolean create(FileSystem files, Path file, byte[] content) throws IOException {
    if (files instanceof RawLocalFileSystem local) {
      try {
        Files.write(local.pathToFile(file).toPath(), content, StandardOpenOption.CREATE_NEW);
        return true;
      } catch (java.nio.file.FileAlreadyExistsException e) {
        return false;
      }
    }
    try (OutputStream out = files.create(file, false)) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private String read(long other) {
    try (InputStream in = files.open(file(folder, other))) {
      JsonNode read = JSON.readTree(in);
      return "epoch %d, %s".formatted(other, read.path("driver").asText("which just begins"));
    } catch (IOException e) { // it is taken over all the same
      return "epoch " + other;
    }
  }

  private static String describe() throws IOException {
    return new Holder(
            0,
            ProcessHandle.current().pid(),
            InetAddress.getLocalHost().getHostName(),
            Instant.now())
        .toString();
  }
}
