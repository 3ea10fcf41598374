package io.twinstream.migration.move;

import io.twinstream.api.Engine;
import io.twinstream.api.TopicIds;
import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.Checkpoints;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.StateCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Makes a savepoint of a checkpoint. */
public final class SavepointMaker {
  private final String folder;
  private final Configuration hadoop;
  private final Heartbeat heartbeat;
  private final Plan plan;

  private final StateChoice choice;

  private SavepointMaker(
      String folder, OptionalLong wanted, Configuration hadoop, StateChoice choice)
      throws IOException {
    this.folder = folder;
    this.choice = choice;
    this.hadoop = hadoop;
    this.heartbeat = new Heartbeat(folder, hadoop);
    Checkpoint checkpoint = Checkpoints.read(folder, hadoop);
    this.plan =
        checkpoint instanceof DStreamCheckpoint classic
            ? DStreamPlan.of(classic, wanted, hadoop, choice)
            : StructuredPlan.of(asWanted((StructuredCheckpoint) checkpoint, wanted), choice);
  }

  /**
   * Finds the cut of a checkpoint.
   *
   * @throws UserError if it cannot be read, or state and offsets cannot be taken together
   */
  public static SavepointMaker of(String folder, Configuration hadoop) throws IOException {
    return of(folder, OptionalLong.empty(), hadoop, StateChoice.ALL);
  }

  /**
   * Finds the cut of a checkpoint for a part of its state.
   *
   * @param wanted the batch to cut at; empty for the newest
   * @throws UserError if it cannot be read, or state and offsets cannot be taken together
   */
  public static SavepointMaker of(
      String folder, OptionalLong wanted, Configuration hadoop, StateChoice choice)
      throws IOException {
    return new SavepointMaker(folder, wanted, hadoop, choice);
  }

  private static StructuredCheckpoint asWanted(StructuredCheckpoint query, OptionalLong wanted) {
    if (wanted.isPresent() && !wanted.equals(query.committed())) {
      throw UserError.usage(
          "checkpoint %s: a query is cut at its newest committed micro-batch, %s, and not at %d"
              .formatted(
                  query.folder(),
                  query.committed().isPresent() ? query.committed().getAsLong() : "none",
                  wanted.getAsLong()));
    }
    return query;
  }

  /** Returns what the savepoint will hold. */
  public Plan plan() {
    return plan;
  }

  /** Says for people what the savepoint will hold. */
  public String describe() {
    return PlanReport.of(plan);
  }

  /**
   * Reads the first keys of every part of a classic application's state, without Spark, and says
   * what columns they make.
   *
   * @param jars those of the application
   * @throws UserError if a part is missing or cannot be read
   */
  public String rehearse(List<Path> jars) throws IOException {
    if (!(plan.checkpoint() instanceof DStreamCheckpoint classic)) {
      return "";
    }
    return new Rehearsal(classic, hadoop, choice.fields(), jars).of(plan.states());
  }

  /**
   * Waits as long as a running application would need to show itself.
   *
   * @param progress is told what is waited for
   * @throws UserError if the application is running
   */
  public void checkNotRunning(Consumer<String> progress) throws IOException, InterruptedException {
    heartbeat.checkSilent(plan.checkpoint(), progress);
  }

  /**
   * Writes the savepoint: beside, and under its name only when all of it is there and read back.
   *
   * @param out a folder that is new or empty
   * @param job the job that will start from it; empty for what twinstream's marker says
   * @param session where the state is copied
   * @throws UserError if there is something in the folder, or the state cannot be read
   */
  public Savepoint write(String out, Optional<String> job, SparkSession session)
      throws IOException {
    return SavepointFolder.write(
        out,
        hadoop,
        folder -> {
          List<StateCopy> states = new ArrayList<>();
          StateCopier copier = new StateCopier(session, choice.fields());
          for (Plan.State state : plan.states()) {
            String place = SavedState.folder(folder, state.name());
            states.add(
                plan.checkpoint() instanceof DStreamCheckpoint classic
                    ? copier.copy(classic, state, place)
                    : copier.copy((StructuredCheckpoint) plan.checkpoint(), state, place));
          }
          return savepoint(job, states);
        });
  }

  /** Returns what {@code savepoint.json} would hold of the checkpoint, but for its state. */
  public Savepoint withoutState() {
    return savepoint(Optional.empty(), List.of());
  }

  /**
   * Checks that a savepoint can be written there.
   *
   * @throws UserError if there is something in the folder
   */
  public static void checkTarget(String out, Configuration hadoop) throws IOException {
    SavepointFolder.checkTarget(out, hadoop);
  }

  private Savepoint savepoint(Optional<String> job, List<StateCopy> states) {
    Optional<CheckpointMarker> marker;
    Engine engine;
    long batchMillis = 0;
    long zeroTime;
    long windowsWritten;
    if (plan.checkpoint() instanceof DStreamCheckpoint classic) {
      marker = classic.marker();
      engine = Engine.DSTREAM;
      batchMillis = classic.batchMillis();
      zeroTime = classic.zeroTime();
      windowsWritten = plan.cut().batch();
    } else {
      StructuredCheckpoint query = (StructuredCheckpoint) plan.checkpoint();
      marker = query.marker();
      engine = Engine.STRUCTURED;
      zeroTime = marker.map(CheckpointMarker::zeroTime).orElse(0L);
      windowsWritten = query.committedWatermarkMillis();
    }
    TopicIds topics = marker.map(CheckpointMarker::topics).orElseGet(TopicIds::none);
    return new Savepoint(
        Savepoint.VERSION,
        job.or(() -> marker.map(CheckpointMarker::job)).orElse(null),
        engine.label(),
        null,
        folder,
        System.currentTimeMillis(),
        batchMillis,
        zeroTime,
        windowsWritten,
        plan.cut(),
        plan.sources().stream().map(topics::in).toList(),
        states);
  }
}
