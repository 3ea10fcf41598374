package io.twinstream.restart;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.Checkpoints;
import io.twinstream.recovery.Epoch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folders in which an application has gone on: its checkpoint directory, and in it {@code
 * generation-1}, {@code generation-2} and so on, each a rewritten copy of the one before.
 */
final class Generations {
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d{1,18})");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final FileSystem files;
  private final Configuration hadoop;

  private Generations(Path directory, FileSystem files, Configuration hadoop) {
    this.directory = directory;
    this.files = files;
    this.hadoop = hadoop;
  }

  static Generations in(String directory, Configuration hadoop) throws IOException {
    Path path = new Path(directory);
    FileSystem files = path.getFileSystem(hadoop);
    if (files.exists(path) && !files.getFileStatus(path).isDirectory()) {
      throw UserError.usage("checkpoint %s: is a file: name a directory".formatted(directory));
    }
    return new Generations(files.makeQualified(path), files, hadoop);
  }

  /** A folder that is being made. */
  record Begun(int number, Path folder, Epoch epoch) {}

  FileSystem files() {
    return files;
  }

  Path directory() {
    return directory;
  }

  /**
   * Returns the folder to continue from: the newest generation that is finished, or the directory
   * itself.
   *
   * @throws UserError if the folder it was made from was written since
   */
  Path newest() throws IOException {
    for (Path folder : folders().values()) {
      Optional<Generation> made = read(folder);
      if (made.isPresent()) {
        checkLeft(made.get(), folder);
        return folder;
      }
    }
    return directory;
  }

  /** Both would hold batches that the other has not. */
  private void checkLeft(Generation made, Path folder) throws IOException {
    Path from = new Path(made.from());
    Optional<FileStatus> newest =
        files.exists(from) ? newestFile(from) : Optional.empty(); // it may have been removed
    if (newest.isPresent()
        && !(newest.get().getPath().getName().equals(made.file())
            && newest.get().getLen() == made.bytes())) {
      throw UserError.failed(
          "checkpoint %s: was written on (%s) after %s had been made of it (of %s): a program without this call has run there, and each holds batches that the other does not: remove the one that is not to be continued"
              .formatted(from, newest.get().getPath().getName(), folder, made.file()));
    }
  }

  /** Returns the newest checkpoint file of a folder. */
  Optional<FileStatus> newestFile(Path folder) throws IOException {
    FileStatus newest = null;
    long time = -1;
    for (FileStatus each : files.listStatus(folder)) {
      Matcher name = CHECKPOINT.matcher(each.getPath().getName());
      if (name.matches() && Long.parseLong(name.group(1)) > time) {
        newest = each;
        time = Long.parseLong(name.group(1));
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * Begins the next folder.
   *
   * @throws UserError if another driver does at this moment
   */
  Begun begin() throws IOException {
    SortedMap<Integer, Path> all = folders();
    int number = all.isEmpty() ? 1 : all.firstKey() + 1;
    Path folder = new Path(directory, "generation-" + number);
    files.mkdirs(folder);
    Epoch epoch = Epoch.begin(folder.toString(), hadoop);
    if (epoch.number() > 1) {
      throw other(folder);
    }
    return new Begun(number, folder, epoch);
  }

  /**
   * Finishes a folder: from now on it is the one to continue from.
   *
   * @throws UserError if another driver has begun one meanwhile
   */
  void finish(Begun begun, Generation made) throws IOException {
    begun.epoch().check();
    if (folders().firstKey() > begun.number()) {
      throw other(begun.folder());
    }
    Path beside = new Path(begun.folder(), "." + Checkpoints.GENERATION_FILE);
    try (OutputStream out = files.create(beside, true)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(made));
    }
    if (!files.rename(beside, new Path(begun.folder(), Checkpoints.GENERATION_FILE))) {
      throw UserError.failed(
          "checkpoint %s: %s cannot be written there"
              .formatted(begun.folder(), Checkpoints.GENERATION_FILE));
    }
  }

  private UserError other(Path folder) {
    return UserError.failed(
        "checkpoint %s: another driver starts from it at this moment (see %s): only one may"
            .formatted(directory, folder));
  }

  /** Removes a folder that was not finished. */
  void abandon(Begun begun, Exception failure) {
    try {
      files.delete(begun.folder(), true);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Tells whether a later folder was finished. */
  boolean isOver(Path folder) throws IOException {
    SortedMap<Integer, Path> all = folders();
    for (Path newer : all.values()) {
      if (newer.equals(folder)) {
        return false;
      }
      if (read(newer).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The newest first. */
  private SortedMap<Integer, Path> folders() throws IOException {
    SortedMap<Integer, Path> found = new TreeMap<>(Comparator.reverseOrder());
    if (files.exists(directory)) {
      for (FileStatus each : files.listStatus(directory)) {
        Matcher name = Checkpoints.GENERATION.matcher(each.getPath().getName());
        if (each.isDirectory() && name.matches()) {
          found.put(Integer.valueOf(name.group(1)), each.getPath());
        }
      }
    }
    return found;
  }

  private Optional<Generation> read(Path folder) throws IOException {
    Path file = new Path(folder, Checkpoints.GENERATION_FILE);
    if (!files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = files.open(file)) {
      return Optional.of(JSON.readValue(in.readAllBytes(), Generation.class));
    } catch (JacksonException e) {
      throw UserError.failed(
          "checkpoint %s: its %s is damaged (%s): put it back, or remove the folder to go on from the one before"
              .formatted(folder, Checkpoints.GENERATION_FILE, e.getOriginalMessage()),
          e);
    }
  }
}
