package io.twinstream.restart;

import io.twinstream.error.UserError;
import io.twinstream.internals.FrozenCheckpoint;
import io.twinstream.internals.SeededGraph;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.move.Plan;
import io.twinstream.migration.move.SavepointMaker;
import io.twinstream.recovery.ChangedCode;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.StreamingContext;

/**
 * Begins a topology where a checkpoint that cannot be deserialized can be cut: its offsets and
 * state are made a checkpoint of the new topology, of which Spark's recovery then makes the
 * context. So it can be killed at any moment, as after any restart.
 */
final class NewTopology {
  private final Generations generations;
  private final Path folder;
  private final ChangedCode changed;
  private final Configuration hadoop;

  NewTopology(Generations generations, Path folder, ChangedCode changed, Configuration hadoop) {
    this.generations = generations;
    this.folder = folder;
    this.changed = changed;
    this.hadoop = hadoop;
  }

  StreamingContext context(MadeContext application) throws IOException, InterruptedException {
    SavepointMaker maker = SavepointMaker.of(folder.toString(), hadoop);
    Plan plan = maker.plan();
    checkSources(plan);
    maker.checkNotRunning(Restart.LOG::info);
    Restart.LOG.info("{}", maker.describe());
    Generations.Begun begun = generations.begin();
    StreamingContext made = null;
    try {
      made = application.made();
      turn(made, begun.folder());
      SeededGraph graph = new SeededGraph(made);
      check(graph, plan);
      List<Map<TopicPartition, Long>> offsets = plan.sources().stream().map(this::offsets).toList();
      for (int i = 0; i < offsets.size(); i++) {
        graph.offsets(i, offsets.get(i));
      }
      OldState state = new OldState(made.sparkContext(), (DStreamCheckpoint) plan.checkpoint());
      List<String> updated = new ArrayList<>();
      List<String> mapped = new ArrayList<>();
      for (Plan.State each : plan.states()) {
        (each.kind().equals("mapWithState") ? mapped : updated)
            .add(each.parts() == 0 ? "" : state.copy(each));
      }
      long now = System.currentTimeMillis();
      long zero = now - now % graph.batchMillis();
      byte[] file = begin(graph, zero, updated, mapped);
      FrozenCheckpoint frozen = FrozenCheckpoint.of(file, made.sparkContext().getConf());
      Map<String, String> changes = application.overrides().beside(frozen.settings());
      StreamingContext context;
      if (changes.isEmpty()) {
        context = frozen.open(made.sparkContext());
      } else { // the program's own code sets them otherwise
        made.stop(true, false);
        frozen.change(changes);
        context = frozen.open();
        made = context;
        file = frozen.bytes();
      }
      GenerationFiles.write(generations, begun.folder(), frozen.batchMillis(), file);
      generations.finish(
          begun,
          GenerationFiles.describe(
              generations,
              folder,
              "changed class: " + changed.what(),
              changes.keySet(),
              maker.withoutState()));
      new Turn(generations, begun.folder(), begun.epoch()).watch(context);
      return context;
    } catch (IOException | RuntimeException e) {
      if (made != null) {
        made.stop(true, false);
      }
      generations.abandon(begun, e);
      throw e;
    }
  }

  private void checkSources(Plan plan) {
    for (SourcePosition source : plan.sources()) {
      if (!source.kind().equals("kafka")) {
        throw refused(
            "its input %d is %s, and only where it stood in Kafka can be taken along"
                .formatted(source.number(), source.kind()));
      }
    }
  }

  private void check(SeededGraph graph, Plan plan) {
    if (!graph.otherInputs().isEmpty() || graph.kafkaInputs() != plan.sources().size()) {
      throw refused(
          "it reads %d topics or sets of them directly from Kafka, and the new topology %d and %s"
              .formatted(plan.sources().size(), graph.kafkaInputs(), graph.otherInputs()));
    }
    long mapped = plan.states().stream().filter(each -> each.kind().equals("mapWithState")).count();
    long updated = plan.states().size() - mapped;
    if (graph.mapStates() != mapped || graph.updateStates() != updated) {
      throw refused(
          "it has state of %d updateStateByKey and %d mapWithState, and the new topology has %d and %d: which is which cannot be told"
              .formatted(updated, mapped, graph.updateStates(), graph.mapStates()));
    }
    plan.cut().warnings().forEach(warning -> Restart.LOG.warn("{}", warning));
  }

  private Map<TopicPartition, Long> offsets(SourcePosition source) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (PartitionOffset each : source.offsets()) {
      offsets.put(
          new TopicPartition(each.partition().topic(), each.partition().partition()),
          each.offset());
    }
    return offsets;
  }

  private byte[] begin(SeededGraph graph, long zero, List<String> updated, List<String> mapped) {
    try {
      return graph.checkpoint(zero, updated, mapped);
    } catch (RuntimeException e) {
      throw UserError.failed(
          "checkpoint %s: the new topology cannot begin where it stood (%s); was a topic left out?"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * The factory has turned the context to its own directory, where Spark makes a folder at once.
   */
  private void turn(StreamingContext made, Path to) throws IOException {
    Optional<String> own =
        Optional.ofNullable(made.sparkContext().getCheckpointDir().getOrElse(() -> null));
    made.checkpoint(to.toString());
    if (own.isPresent()) {
      Path empty = new Path(own.get());
      FileSystem files = empty.getFileSystem(hadoop);
      if (files.exists(empty) && files.listStatus(empty).length == 0) {
        files.delete(empty, false);
      }
    }
  }

  private UserError refused(String why) {
    return UserError.failed(
        "checkpoint %s: cannot be continued with this class: %s; nor can the topology begin anew with its offsets and state: %s. Nothing was changed: continue with the jar that wrote it, or begin in another directory"
            .formatted(folder, changed.what(), why));
  }
}
