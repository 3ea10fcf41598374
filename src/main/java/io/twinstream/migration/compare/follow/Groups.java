package io.twinstream.migration.compare.follow;

import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.follow.FollowRequest.GroupNames;
import io.twinstream.migration.compare.rows.Side;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** How far the programs have come with their input, by what their consumer groups committed. */
final class Groups implements AutoCloseable {
  private final GroupNames names;
  private final KafkaCluster cluster;
  private final Map<Side, Group> groups = new EnumMap<>(Side.class);

  private static final class Group {
    private final String name;

    /** Where the input ended at the ticks that are not covered yet. */
    private final TreeMap<Long, Map<TopicPartition, Long>> ends = new TreeMap<>();

    private Map<TopicPartition, Long> committed = Map.of();
    private long covered;
    private OptionalLong lag = OptionalLong.empty();

    private Group(String name) {
      this.name = name;
    }
  }

  /** Connects; null are no groups. */
  Groups(GroupNames names, KafkaClientSettings client) {
    this.names = names;
    this.cluster = names == null ? null : KafkaCluster.connect(names.servers(), client);
    if (names != null) {
      put(Side.LEFT, names.left());
      put(Side.RIGHT, names.right());
    }
  }

  private void put(Side side, String name) {
    if (!name.isEmpty()) {
      groups.put(side, new Group(name));
    }
  }

  /**
   * Checks that the groups are there.
   *
   * @throws UserError if one has committed nothing
   */
  void check() {
    for (Group group : groups.values()) {
      if (cluster.committed(group.name).isEmpty()) {
        throw UserError.usage(
            "consumer group '%s': has committed nothing at %s: is it written right, and has the program begun?"
                .formatted(group.name, names.servers()));
      }
    }
  }

  /** Looks what the groups have committed; before their programs' rows are read. */
  void begin() {
    for (Group group : groups.values()) {
      group.committed = cluster.committed(group.name);
      while (!group.ends.isEmpty() && isCovered(group, group.ends.firstEntry().getValue())) {
        group.covered = group.ends.pollFirstEntry().getKey();
      }
    }
  }

  private static boolean isCovered(Group group, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(each -> group.committed.getOrDefault(each.getKey(), -1L) >= each.getValue());
  }

  /** Looks where the groups' input ends; after the programs' rows were read. */
  void end(long now) {
    for (Group group : groups.values()) {
      Map<TopicPartition, Long> ends = new HashMap<>(cluster.latest(group.committed.keySet()));
      group.ends.put(now, ends);
      group.lag =
          OptionalLong.of(
              ends.entrySet().stream()
                  .mapToLong(
                      each -> Math.max(0, each.getValue() - group.committed.get(each.getKey())))
                  .sum());
    }
  }

  /**
   * Returns the newest tick of which a program has processed all input that there was then, 0 for
   * none; -1 where there is no group.
   */
  long covered(Side side) {
    Group group = groups.get(side);
    return group == null ? -1 : group.covered;
  }

  /** Returns how many records of its input a program has not processed; empty if not known. */
  OptionalLong lag(Side side) {
    Group group = groups.get(side);
    return group == null ? OptionalLong.empty() : group.lag;
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
    }
  }
}
