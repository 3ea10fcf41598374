package io.twinstream.migration.move;

import io.twinstream.api.TopicIds;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.Checkpoints;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourceOffsets;
import io.twinstream.savepoint.SourcePosition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;

/** Sets a consumer group to where a savepoint or the checkpoint of a query stands. */
public final class BackToGroup {
  private final String folder;
  private final OffsetsOfGroup group;
  private final Heartbeat heartbeat;
  private final Checkpoint checkpoint;
  private final List<SourcePosition> sources;
  private final Map<TopicPartition, Long> offsets = new TreeMap<>(KafkaPositions.ORDER);

  private BackToGroup(
      String folder,
      OffsetsOfGroup group,
      Heartbeat heartbeat,
      Checkpoint checkpoint,
      List<SourcePosition> sources) {
    this.folder = folder;
    this.group = group;
    this.heartbeat = heartbeat;
    this.checkpoint = checkpoint;
    this.sources = sources;
    SourceOffsets.of(sources)
        .least()
        .forEach(
            (partition, offset) ->
                offsets.put(new TopicPartition(partition.topic(), partition.partition()), offset));
  }

  /**
   * Reads where a savepoint or a checkpoint stands, and holds that against the cluster.
   *
   * @param folder a savepoint, or the checkpoint of a query
   * @throws UserError if it is neither, or the cluster does not have those offsets
   */
  public static BackToGroup of(
      String folder, KafkaCluster cluster, String group, Configuration hadoop) throws IOException {
    BackToGroup back = read(folder, new OffsetsOfGroup(cluster, group), hadoop);
    if (back.offsets.isEmpty()) {
      throw UserError.usage("%s: has no offsets of Kafka".formatted(folder));
    }
    Set<String> topics = new TreeSet<>();
    back.offsets.keySet().forEach(partition -> topics.add(partition.topic()));
    KafkaPositions.of(cluster, topics).check(back.offsets, folder);
    TopicIds now = cluster.ids(topics);
    back.sources.forEach(
        source ->
            TopicIds.of(source)
                .check(now, folder, "these offsets say nothing of it: begin it anew"));
    return back;
  }

  private static BackToGroup read(String folder, OffsetsOfGroup group, Configuration hadoop)
      throws IOException {
    Path path = new Path(folder, Savepoint.FILE);
    if (path.getFileSystem(hadoop).exists(path)) {
      List<SourcePosition> sources = Savepoints.read(folder, hadoop).sources();
      return new BackToGroup(folder, group, null, null, sources);
    }
    Heartbeat heartbeat = new Heartbeat(folder, hadoop);
    if (!(Checkpoints.read(folder, hadoop) instanceof StructuredCheckpoint query)) {
      throw UserError.usage(
          "checkpoint %s: is of a classic application, whose state and offsets are cut together: make a savepoint of it, and set the group from that"
              .formatted(folder));
    }
    if (query.committed().isEmpty()) {
      throw UserError.failed("checkpoint %s: no micro-batch was committed".formatted(folder));
    }
    TopicIds ids = query.marker().map(CheckpointMarker::topics).orElseGet(TopicIds::none);
    return new BackToGroup(
        folder,
        group,
        heartbeat,
        query,
        StructuredPlan.positions(query).stream().map(ids::in).toList());
  }

  /** Says for people what the group will be set to. */
  public String describe() {
    Map<TopicPartition, Long> before = group.committed();
    StringBuilder text = new StringBuilder();
    text.append("consumer group '%s' goes to where %s stands%n".formatted(group.name(), folder));
    offsets.forEach(
        (partition, offset) ->
            text.append(
                "  %s  to offset %d; %s%n"
                    .formatted(
                        partition,
                        offset,
                        before.containsKey(partition)
                            ? "it is at " + before.get(partition)
                            : "it has none")));
    for (SourcePosition source : sources) {
      for (OffsetRange range : source.uncertain()) {
        text.append(
            "  %s  uncertain [%d, %d): may have been written already, is read again%n"
                .formatted(range.partition(), range.from(), range.until()));
      }
    }
    return text.toString();
  }

  /**
   * Waits as long as a running query would need to show itself; a savepoint does not run.
   *
   * @throws UserError if the query is running
   */
  public void checkNotRunning(Consumer<String> progress) throws IOException, InterruptedException {
    if (heartbeat != null) {
      heartbeat.checkSilent(checkpoint, progress);
    }
  }

  /** Sets the group, which must have no members. */
  public void set() {
    group.set(offsets);
  }
}
