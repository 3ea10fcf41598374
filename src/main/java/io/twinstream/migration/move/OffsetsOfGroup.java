package io.twinstream.migration.move;

import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What a consumer group without members has committed. */
public final class OffsetsOfGroup {
  private static final Set<String> WITHOUT_MEMBERS = Set.of("Empty", "Dead");
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final KafkaCluster cluster;
  private final String group;

  /**
   * @param cluster where the group is
   */
  public OffsetsOfGroup(KafkaCluster cluster, String group) {
    this.cluster = cluster;
    this.group = group;
  }

  /**
   * Reads its offsets.
   *
   * @throws UserError if there are none
   */
  public GivenOffsets read() {
    if (cluster.groupState(group).isEmpty()) {
      throw UserError.usage(
          "consumer group '%s': the cluster knows no such group: its name is another, or its offsets have expired (offsets.retention.minutes of the broker, counted from when its last member left)"
              .formatted(group));
    }
    Map<TopicPartition, Long> committed = cluster.committed(group);
    if (committed.isEmpty()) {
      throw UserError.usage(
          "consumer group '%s': has committed nothing, or its offsets have expired (offsets.retention.minutes of the broker)"
              .formatted(group));
    }
    return new GivenOffsets(
        "consumer group '%s'".formatted(group),
        committed,
        List.of(
            "a program that commits after it writes may have written the uncertain records too, and they are written again; one that commits before it writes (enable.auto.commit) may not have written all that lies before these offsets"));
  }

  /**
   * Waits until the group has no members: those of a program that was killed stay for their {@code
   * session.timeout.ms}.
   *
   * @param progress is told what is waited for
   * @throws UserError if it still has members then
   */
  public void awaitNoMembers(Duration limit, Consumer<String> progress) {
    long end = System.nanoTime() + limit.toNanos();
    boolean isSaid = false;
    Optional<String> state = cluster.groupState(group);
    while (state.isPresent() && !WITHOUT_MEMBERS.contains(state.get())) {
      if (System.nanoTime() >= end) {
        throw UserError.failed(
            "consumer group '%s': is active (%s): stop the program that reads as it; the members of one that was killed stay for its session.timeout.ms, 45 s unless it is set"
                .formatted(group, state.get()));
      }
      if (!isSaid) {
        isSaid = true;
        progress.accept(
            "waiting up to %s for the members of consumer group '%s' to be gone"
                .formatted(DurationText.show(limit), group));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      state = cluster.groupState(group);
    }
  }

  /** Sets the group to these offsets; it must have no members. */
  void set(Map<TopicPartition, Long> offsets) {
    cluster.commit(group, offsets);
    Map<TopicPartition, Long> kept = new TreeMap<>(KafkaPositions.ORDER);
    kept.putAll(cluster.committed(group));
    offsets.forEach(
        (partition, offset) -> {
          if (!offset.equals(kept.get(partition))) {
            throw UserError.failed(
                "consumer group '%s': %s was set to %d and is at %s: another program commits as this group; stop it and try again"
                    .formatted(group, partition, offset, kept.get(partition)));
          }
        });
  }

  /** Returns what it has committed; nothing for a group that is not there. */
  Map<TopicPartition, Long> committed() {
    return cluster.groupState(group).isEmpty() ? Map.of() : cluster.committed(group);
  }

  String name() {
    return group;
  }
}
