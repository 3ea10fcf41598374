package io.twinstream.ends.receivers;

import com.google.common.io.CountingOutputStream;
import io.twinstream.api.HadoopSettings;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A folder of files that appear whole or not at all, on any file system that Hadoop knows. Each is
 * written under another name, which begins with a dot, and renamed. Sent to executors.
 */
public final class BlockFolder implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BUFFER = 1 << 16;

  private final String path;
  private final HadoopSettings hadoop;

  public BlockFolder(String path, HadoopSettings hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file; returns its bytes when the file system has it.
   *
   * @throws FileAlreadyExistsException if there is one of that name
   */
  public long write(String name, Content content) throws IOException {
    Path unfinished = new Path(path, "." + name + "." + UUID.randomUUID());
    long bytes;
    try {
      try (CountingOutputStream out =
          new CountingOutputStream(new BufferedOutputStream(create(unfinished), BUFFER))) {
        content.writeTo(out);
        bytes = out.getCount();
      }
      rename(unfinished, new Path(path, name));
    } catch (IOException | RuntimeException e) {
      discard(unfinished, e);
      throw e;
    }
    return bytes;
  }

  /** On a local disk by Java: Hadoop starts a process for each file there, to set what is set. */
  private OutputStream create(Path file) throws IOException {
    if (files() instanceof RawLocalFileSystem local) {
      java.nio.file.Path here = local.pathToFile(file).toPath();
      Files.createDirectories(here.getParent());
      return Files.newOutputStream(here, StandardOpenOption.CREATE_NEW);
    }
    return files().create(file, false, BUFFER);
  }

  /** HDFS does not rename to a name that is taken; a local disk would. */
  private void rename(Path unfinished, Path to) throws IOException {
    if (files().exists(to) || !files().rename(unfinished, to)) {
      throw new FileAlreadyExistsException(to + " is there, or its folder is not");
    }
  }

  private void discard(Path unfinished, Exception why) {
    try {
      files().delete(unfinished, false);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  public DataInputStream open(String name) throws IOException {
    return files().open(new Path(path, name), BUFFER);
  }

  /** Returns the finished files, by name; none if there is no folder. */
  public List<Block> list() throws IOException {
    return all().stream()
        .filter(file -> !isUnfinished(file))
        .map(file -> new Block(file.getPath().getName(), file.getLen()))
        .sorted(Comparator.comparing(Block::name))
        .toList();
  }

  /** Deletes what others have not finished; who still writes one of them fails. */
  public void deleteUnfinished() throws IOException {
    for (FileStatus file : all()) {
      if (isUnfinished(file)) {
        files().delete(file.getPath(), false);
      }
    }
  }

  private List<FileStatus> all() throws IOException {
    List<FileStatus> found = new ArrayList<>();
    Path folder = new Path(path);
    if (files().exists(folder)) {
      found.addAll(List.of(files().listStatus(folder)));
    }
    return found;
  }

  private static boolean isUnfinished(FileStatus file) {
    return file.getPath().getName().startsWith(".");
  }

  /** Deletes a file if it is there. */
  public void delete(String name) throws IOException {
    files().delete(new Path(path, name), false);
  }

  /** Returns the path of a folder beside this one. */
  String beside(String name) {
    return new Path(new Path(path).getParent(), name).toString();
  }

  @Override
  public String toString() {
    return path;
  }

  /** On a local disk the file system below that with checksums: blocks have their own. */
  private FileSystem files() throws IOException {
    FileSystem files = FileSystem.get(new Path(path).toUri(), hadoop.configuration());
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
