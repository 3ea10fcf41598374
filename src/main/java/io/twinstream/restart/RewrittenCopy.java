package io.twinstream.restart;

import io.twinstream.error.UserError;
import io.twinstream.internals.FrozenCheckpoint;
import io.twinstream.migration.inspect.Checkpoints;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.streaming.StreamingContext;

/**
 * Continues from a copy of a checkpoint with other settings. State is copied too: Spark removes
 * state that is out of date where the checkpoint says that it is.
 */
final class RewrittenCopy {
  private static final String RECEIVED = "receivedBlockMetadata";

  private final Generations generations;
  private final Path folder;
  private final FrozenCheckpoint frozen;
  private final Configuration hadoop;

  RewrittenCopy(
      Generations generations, Path folder, FrozenCheckpoint frozen, Configuration hadoop) {
    this.generations = generations;
    this.folder = folder;
    this.frozen = frozen;
    this.hadoop = hadoop;
  }

  StreamingContext context(Map<String, String> changes) throws IOException, InterruptedException {
    Generations.Begun begun = generations.begin();
    StreamingContext context = null;
    try {
      frozen.change(changes);
      move(begun.folder());
      context = frozen.open();
      GenerationFiles.write(generations, begun.folder(), frozen.batchMillis(), frozen.bytes());
      check(begun.folder());
      generations.finish(
          begun,
          GenerationFiles.describe(
              generations,
              folder,
              changes.isEmpty() ? "the checkpoint was moved" : "settings",
              changes.keySet(),
              null));
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (context != null) {
        context.stop(true, false);
      }
      generations.abandon(begun, e);
      throw e;
    }
    Restart.LOG.info("checkpoint {}: continues in {} with {}", folder, begun.folder(), changes.keySet());
    new Turn(generations, begun.folder(), begun.epoch()).watch(context);
    return context;
  }

  private void move(Path to) throws IOException, InterruptedException {
    StateFolders state =
        new StateFolders(new Path(frozen.directory()), folder, to, generations.files(), hadoop);
    SortedMap<String, Long> all = frozen.state();
    long newest = all.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Map<String, String> places = new LinkedHashMap<>();
    for (Map.Entry<String, Long> each : all.entrySet()) {
      Path source = state.source(each.getKey());
      Path target = state.target(each.getKey());
      if (source.getFileSystem(hadoop).exists(source)) {
        state.copy(source, target);
      } else if (each.getValue() == newest) {
        throw UserError.failed(
            "checkpoint %s: its newest state, %s, is not there: nothing was changed; put it back"
                .formatted(folder, source));
      } else {
        generations.files().mkdirs(target); // older than what is continued from; Spark looks for it
      }
      places.put(each.getKey(), target.toString());
    }
    Path received = new Path(folder, RECEIVED);
    if (generations.files().exists(received)) {
      state.copy(received, new Path(to, RECEIVED)); // the blocks themselves are read where they are
    }
    frozen.moveTo(to.toString(), places::get);
  }

  /** What was written must read as what it was made from. */
  private void check(Path written) {
    if (!(Checkpoints.read(written.toString(), hadoop) instanceof DStreamCheckpoint copy)
        || copy.checkpointTime() != frozen.batchMillis()
        || !new Path(copy.writtenAs()).equals(written)) {
      throw UserError.failed(
          "checkpoint %s: reads other than it was written: the disk failed, or something else writes there; try again"
              .formatted(written));
    }
  }
}
