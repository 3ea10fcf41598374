package io.twinstream.restart;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Copies folders of a checkpoint to the same place within another. */
final class StateFolders {
  private static final int AT_ONCE = 8;

  private final Path written;
  private final Path from;
  private final Path to;
  private final FileSystem files;
  private final Configuration hadoop;

  /**
   * Copies from one checkpoint to another.
   *
   * @param written where the checkpoint was when its paths were written
   * @param from where it is
   */
  StateFolders(Path written, Path from, Path to, FileSystem files, Configuration hadoop) {
    this.written = written;
    this.from = from;
    this.to = to;
    this.files = files;
    this.hadoop = hadoop;
  }

  /** Returns where a folder goes. */
  Path target(String path) {
    return within(path, to, "state/" + new Path(path).getName());
  }

  /** Returns where a folder is. */
  Path source(String path) {
    return within(path, from, null);
  }

  private Path within(String path, Path folder, String outside) {
    String base = written.toUri().getPath() + Path.SEPARATOR;
    String place = new Path(path).toUri().getPath();
    if (place.startsWith(base)) {
      return new Path(folder, place.substring(base.length()));
    }
    return outside == null ? new Path(path) : new Path(folder, outside);
  }

  /**
   * Files of checksums are copied as files: Spark's write-ahead log lists a local folder without
   * Hadoop's checksums, and takes them for logs.
   */
  private static FileSystem raw(FileSystem system) {
    return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
  }

  /** Copies a folder with all that is in it. */
  void copy(Path source, Path target) throws IOException, InterruptedException {
    FileSystem system = raw(source.getFileSystem(hadoop));
    FileSystem into = raw(files);
    into.mkdirs(target);
    List<Callable<Void>> copies = new ArrayList<>();
    for (FileStatus each : system.listStatus(source)) {
      Path file = new Path(target, each.getPath().getName());
      copies.add(
          () -> {
            FileUtil.copy(system, each.getPath(), into, file, false, true, hadoop);
            if (each.isFile() && into.getFileStatus(file).getLen() != each.getLen()) {
              throw UserError.failed(
                  "checkpoint %s: the copy of %s has another length: the disk failed, or a program still writes it"
                      .formatted(source, each.getPath()));
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Future<Void> each : threads.invokeAll(copies)) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
