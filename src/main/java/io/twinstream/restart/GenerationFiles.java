package io.twinstream.restart;

import io.twinstream.savepoint.Savepoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** What both kinds of generations hold. */
final class GenerationFiles {
  private GenerationFiles() {}

  /** Writes a checkpoint file, under its name only when it is whole. */
  static void write(Generations generations, Path folder, long batchMillis, byte[] content)
      throws IOException {
    Path beside = new Path(folder, "temp"); // Spark's own name for it
    try (OutputStream out = generations.files().create(beside, true)) {
      out.write(content);
    }
    if (!generations.files().rename(beside, new Path(folder, "checkpoint-" + batchMillis))) {
      throw new IOException("cannot rename " + beside);
    }
  }

  /** Says what a generation was made from. */
  static Generation describe(
      Generations generations,
      Path from,
      String reason,
      Set<String> settings,
      Savepoint savepoint)
      throws IOException {
    FileStatus newest = generations.newestFile(from).orElseThrow();
    return new Generation(
        Generation.VERSION,
        from.toString(),
        newest.getPath().getName(),
        newest.getLen(),
        System.currentTimeMillis(),
        reason,
        List.copyOf(settings),
        savepoint);
  }
}
