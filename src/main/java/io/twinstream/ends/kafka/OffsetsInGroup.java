package io.twinstream.ends.kafka;

import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * In the consumer group: committed after the rows are written, so rows may be written again. A
 * topic that is deleted takes what groups have committed of it along.
 */
final class OffsetsInGroup<R> implements OffsetKeeper<R> {
  private final CommittedOffsets group;
  private final Sink<R> rows;
  private Map<TopicPartition, Long> loaded = Map.of();

  public OffsetsInGroup(CommittedOffsets group, Sink<R> rows) {
    this.group = group;
    this.rows = rows;
  }

  @Override
  public Map<TopicPartition, Long> load() {
    loaded = group.load();
    return loaded;
  }

  @Override
  public void begin(Map<TopicPartition, Long> at) {
    Map<TopicPartition, Long> others = new HashMap<>(at);
    others.keySet().removeAll(loaded.keySet());
    group.commit(others);
  }

  @Override
  public Sink<R> sink() {
    return new Committing<>(rows);
  }

  /** The direct stream commits with its next batch (SPARK-20050), which now never comes. */
  @Override
  public void flush() {
    group.commit(DirectOffsets.current().written());
  }

  /** Commits what is written. */
  private static final class Committing<R> implements Sink<R> {
    private static final long serialVersionUID = 1L;

    private final Sink<R> rows;

    private Committing(Sink<R> rows) {
      this.rows = rows;
    }

    @Override
    public void check() {
      rows.check();
    }

    @Override
    public void giveUp() {
      rows.giveUp();
    }

    @Override
    public void write(BatchRows<R> batchRows, long batch) {
      DirectOffsets offsets = DirectOffsets.current();
      offsets.write(batch, ranges -> rows.write(batchRows, batch));
      offsets.commit(batch);
    }
  }
}
