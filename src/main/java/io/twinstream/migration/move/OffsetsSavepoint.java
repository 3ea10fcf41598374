package io.twinstream.migration.move;

import io.twinstream.api.TopicIds;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.StateCopy;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** A savepoint of offsets that something other than a checkpoint had, and perhaps of state. */
public final class OffsetsSavepoint {
  /** What nothing here can see. */
  public static final String TOGETHER =
      "state and offsets come from two places: totals are exact only if the program had stopped, and what it had written was what lies before the offsets";

  private final GivenOffsets given;
  private final long madeAtMillis = System.currentTimeMillis();
  private final Map<org.apache.kafka.common.TopicPartition, Long> offsets;
  private final KafkaPositions positions;
  private final TopicIds ids;

  private OffsetsSavepoint(
      GivenOffsets given,
      Map<org.apache.kafka.common.TopicPartition, Long> offsets,
      KafkaPositions positions,
      TopicIds ids) {
    this.given = given;
    this.offsets = offsets;
    this.positions = positions;
    this.ids = ids;
  }

  /**
   * Holds offsets against the cluster.
   *
   * @param given the offsets
   * @param topics those to take; none for all that have an offset
   * @param missing where a partition begins that has no offset and is not empty: {@code earliest}
   *     or {@code latest}; null to refuse it
   * @throws UserError if there is no such topic or partition, an offset that is not there, or no
   *     offset
   */
  public static OffsetsSavepoint of(
      KafkaCluster cluster, GivenOffsets given, List<String> topics, String missing) {
    Map<org.apache.kafka.common.TopicPartition, Long> taken = new HashMap<>(given.offsets());
    if (!topics.isEmpty()) {
      taken.keySet().removeIf(partition -> !topics.contains(partition.topic()));
    }
    Set<String> names = new TreeSet<>(topics);
    taken.keySet().forEach(partition -> names.add(partition.topic()));
    if (names.isEmpty()) {
      throw UserError.usage("%s: there are none".formatted(given.origin()));
    }
    KafkaPositions positions = KafkaPositions.of(cluster, names);
    positions.check(taken, given.origin());
    return new OffsetsSavepoint(
        given, positions.completed(taken, given.origin(), missing), positions, cluster.ids(names));
  }

  /**
   * Returns the offsets of the first records that are not older than a time; the end of a partition
   * where there is none.
   *
   * @throws UserError if one of the topics is not there
   */
  public static GivenOffsets at(KafkaCluster cluster, Instant time, List<String> topics) {
    return new GivenOffsets(
        "offsets at " + time,
        cluster.since(cluster.latest(cluster.partitions(topics)), time.toEpochMilli()),
        List.of(
            "a record's time is what its producer or its broker says (message.timestamp.type): one that is dated later than those behind it is not skipped with them"));
  }

  /** Says for people what the savepoint will hold. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append("%s, read at %s%n".formatted(given.origin(), Instant.ofEpochMilli(madeAtMillis)));
    given.notes().forEach(note -> text.append("  careful: %s%n".formatted(note)));
    long lag = 0;
    for (Map.Entry<org.apache.kafka.common.TopicPartition, Long> each : offsets.entrySet()) {
      long behind = positions.latest().get(each.getKey()) - each.getValue();
      lag += behind;
      text.append(
          "  %s  from offset %d, %,d behind the end%s%n"
              .formatted(
                  each.getKey(),
                  each.getValue(),
                  behind,
                  given.offsets().containsKey(each.getKey()) ? "" : "; it had none"));
    }
    text.append("lag: %,d records%n".formatted(lag));
    for (OffsetRange range : uncertain()) {
      text.append(
          "  %s  uncertain [%d, %d): may have been written already, is read again%n"
              .formatted(range.partition(), range.from(), range.until()));
    }
    return text.toString();
  }

  /**
   * Writes the savepoint.
   *
   * @param out a folder that is new or empty
   * @param job the job that will start from it; empty for any
   * @param state where the state is that belongs to the offsets; empty for none
   * @throws UserError if there is something in the folder, or the state does not fit
   */
  public Savepoint write(
      String out, Optional<String> job, Optional<StateOrigin> state, Configuration hadoop)
      throws IOException {
    return SavepointFolder.write(
        out,
        hadoop,
        folder -> content(job, state, state.map(origin -> origin.write(folder)).stream().toList()));
  }

  private Savepoint content(
      Optional<String> job, Optional<StateOrigin> state, List<StateCopy> states) {
    SourcePosition source =
        new SourcePosition(
            0,
            "kafka",
            new TreeMap<>(Map.of("offsets from", given.origin())),
            offsets.entrySet().stream()
                .map(each -> new PartitionOffset(ours(each.getKey()), each.getValue()))
                .toList(),
            uncertain(),
            new TreeSet<>(),
            0,
            new TreeSet<>());
    List<String> reasons = new ArrayList<>(List.of("the offsets are " + given.origin()));
    List<String> warnings = new ArrayList<>(given.notes());
    state.ifPresent(
        origin -> {
          reasons.add("the state is " + origin.describe());
          warnings.add(TOGETHER);
        });
    return new Savepoint(
        Savepoint.VERSION,
        job.orElse(null),
        Savepoint.OFFSETS,
        null,
        given.origin(),
        madeAtMillis,
        0,
        0,
        madeAtMillis,
        new Cut(madeAtMillis, madeAtMillis, 0, reasons, warnings),
        List.of(ids.in(source)),
        states);
  }

  /** No one knows how far the program had written, but not beyond what there is now. */
  private List<OffsetRange> uncertain() {
    return offsets.entrySet().stream()
        .filter(each -> each.getValue() < positions.latest().get(each.getKey()))
        .map(
            each ->
                new OffsetRange(
                    ours(each.getKey()), each.getValue(), positions.latest().get(each.getKey())))
        .toList();
  }

  private static TopicPartition ours(org.apache.kafka.common.TopicPartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }
}
