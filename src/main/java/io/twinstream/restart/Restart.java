package io.twinstream.restart;

import io.twinstream.api.HadoopSettings;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClassicCheckpoint;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.FrozenCheckpoint;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.move.Heartbeat;
import io.twinstream.recovery.ChangedCode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.StreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how an application goes on. */
final class Restart {
  static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final String directory;
  private final Overrides overrides;
  private final Callable<StreamingContext> factory;
  private final Configuration hadoop;

  private Restart(String directory, Overrides overrides, Callable<StreamingContext> factory) {
    this.directory = directory;
    this.overrides = overrides;
    this.factory = factory;
    SparkConf launch = new SparkConf();
    overrides.asked().forEach(launch::set);
    this.hadoop = HadoopSettings.of(launch).configuration();
  }

  static StreamingContext getOrCreate(
      String directory, Map<String, String> overrides, Callable<StreamingContext> factory) {
    try {
      return new Restart(directory, Overrides.of(overrides), factory).context();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read or written (%s)"
              .formatted(directory, FileErrors.reason(e)),
          e);
    }
  }

  private StreamingContext context() throws IOException, InterruptedException {
    Generations generations = Generations.in(directory, hadoop);
    Path folder = generations.newest();
    if (!ClassicContext.isRecoverable(folder.toString(), generations.files())) {
      return new MadeContext(overrides, factory).context();
    }
    throwIfSparkRuns();
    Heartbeat heartbeat = new Heartbeat(folder.toString(), hadoop);
    Checkpoint found = io.twinstream.migration.inspect.Checkpoints.read(folder.toString(), hadoop);
    if (!(found instanceof DStreamCheckpoint checkpoint)) {
      throw UserError.usage(
          "checkpoint %s: is one of Structured Streaming, not of a classic application"
              .formatted(folder));
    }
    SparkConf codec = new SparkConf(false).set("spark.io.compression.codec", checkpoint.codec());
    ClassicCheckpoint.Contents contents = ClassicCheckpoint.read(folder.toString(), codec, hadoop);
    Optional<ChangedCode> changed =
        contents.unread().isEmpty()
            ? Optional.empty()
            : ChangedCode.in(contents.unread().get(0).why());
    if (changed.isPresent()) {
      LOG.warn(
          "checkpoint {}: cannot be continued with this class: {}; the topology is made anew, with its offsets and state",
          folder,
          changed.get().what());
      return new NewTopology(generations, folder, changed.get(), hadoop)
          .context(new MadeContext(overrides, factory));
    }
    if (contents.taken().isEmpty()) {
      Throwable why = contents.unread().get(0).why();
      throw UserError.failed(
          "checkpoint %s: none of its files can be read (%s: %s): nothing was changed; put back a copy of one, or keep it and start in another directory"
              .formatted(folder, contents.unread().get(0).file(), why),
          why);
    }
    Path file = new Path(folder, contents.taken().get().file());
    FrozenCheckpoint frozen = FrozenCheckpoint.read(file, checkpoint.codec(), hadoop);
    Map<String, String> changes = overrides.beside(frozen.settings());
    if (changes.isEmpty() && isAt(folder, frozen)) {
      StreamingContext context = frozen.open();
      if (!folder.equals(generations.directory())) {
        Turn.begin(generations, folder, hadoop).watch(context);
      }
      return context;
    }
    heartbeat.checkSilent(checkpoint, LOG::info);
    return new RewrittenCopy(generations, folder, frozen, hadoop).context(changes);
  }

  /** The frozen directory has a scheme and the given one may have none, or another authority. */
  private static boolean isAt(Path folder, FrozenCheckpoint frozen) {
    return new Path(frozen.directory()).toUri().getPath().equals(folder.toUri().getPath());
  }

  /** Its settings are fixed, and Spark would take it silently. */
  private void throwIfSparkRuns() {
    SparkConf running = FrozenCheckpoint.ofRunningContext();
    if (running != null) {
      Map<String, String> settings = MadeContext.settings(running);
      Map<String, String> missing = overrides.beside(settings);
      if (!missing.isEmpty()) {
        throw UserError.usage(
            "settings %s: Spark runs in this process already, with others: make this call before anything starts Spark"
                .formatted(missing.keySet()));
      }
    }
  }
}
