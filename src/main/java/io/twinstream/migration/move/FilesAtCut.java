package io.twinstream.migration.move;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which files of a directory a classic application has read, of those that its checkpoint has
 * forgotten: they are there now, and were modified before the oldest batch that it remembers.
 *
 * <p>A file that is moved in keeps its time, so one that came after the application's last batch
 * looks the same. A local file system tells when a file got its name; another one only when the
 * directory last changed.
 */
final class FilesAtCut {
  private final Set<String> remembered;
  private final long before;
  private final long lastBatch;

  private final SortedSet<String> read = new TreeSet<>();
  private final SortedSet<String> doubtful = new TreeSet<>();
  private boolean hasWitness;
  private boolean isTold = true;

  private FilesAtCut(Set<String> remembered, long before, long lastBatch) {
    this.remembered = remembered;
    this.before = before;
    this.lastBatch = lastBatch;
  }

  /**
   * Lists a directory.
   *
   * @param directory as the application named it, a pattern too
   * @param remembered names of files whose fate the checkpoint knows
   * @param before files that were modified before this time, epoch milliseconds, were read or
   *     passed over
   * @param lastBatch when the application last looked, epoch milliseconds
   * @throws IOException if there is no such directory, or it cannot be read
   */
  static FilesAtCut of(
      String directory, Set<String> remembered, long before, long lastBatch, Configuration hadoop)
      throws IOException {
    FilesAtCut found = new FilesAtCut(remembered, before, lastBatch);
    Path path = new Path(directory);
    FileSystem files = path.getFileSystem(hadoop);
    FileStatus[] directories = files.globStatus(path);
    int listed = 0;
    for (FileStatus each : directories == null ? new FileStatus[0] : directories) {
      if (each.isDirectory()) {
        listed++;
        for (FileStatus file : files.listStatus(each.getPath())) {
          if (file.isFile()) {
            found.add(file, each.getModificationTime());
          }
        }
      }
    }
    if (listed == 0) {
      throw new IOException("there is no such directory");
    }
    return found;
  }

  private void add(FileStatus file, long directoryChanged) throws IOException {
    String path = file.getPath().toString();
    OptionalLong named = named(file.getPath());
    boolean isLate = named.orElse(directoryChanged) > lastBatch;
    isTold &= named.isPresent();
    boolean isKnown = remembered.contains(file.getPath().getName());
    if (isKnown || file.getModificationTime() < before) {
      hasWitness |= !isLate;
    }
    if (!isKnown && file.getModificationTime() < before) {
      (isLate ? doubtful : read).add(path);
    }
  }

  /** Returns when a file last got a name, or other rights; empty where nothing tells. */
  private static OptionalLong named(Path file) throws IOException {
    String scheme = file.toUri().getScheme();
    if (scheme != null && !scheme.equals("file")) {
      return OptionalLong.empty();
    }
    try {
      Object changed =
          Files.getAttribute(java.nio.file.Path.of(file.toUri().getPath()), "unix:ctime");
      return OptionalLong.of(((FileTime) changed).toMillis());
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns those that were read, paths. */
  SortedSet<String> read() {
    SortedSet<String> all = new TreeSet<>(read);
    if (!isNewTold()) {
      all.addAll(doubtful);
    }
    return all;
  }

  /** Returns those that came after the last batch, for all that can be told: paths. */
  SortedSet<String> late() {
    return isNewTold() ? doubtful : new TreeSet<>();
  }

  /** Returns those that count as read and may have come after the last batch: paths. */
  List<String> doubtful() {
    return isNewTold() ? List.of() : new ArrayList<>(doubtful);
  }

  /** Where every file has a late name, all of them were copied or touched, which says nothing. */
  private boolean isNewTold() {
    return isTold && hasWitness;
  }
}
