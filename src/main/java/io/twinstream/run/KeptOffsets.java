package io.twinstream.run;

import io.twinstream.error.UserError;
import io.twinstream.sink.BatchRows;
import io.twinstream.sink.JdbcSink;
import io.twinstream.sink.Sink;
import io.twinstream.source.DirectOffsets;
import io.twinstream.source.KafkaSource;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * The offsets of a classic run outside Spark's checkpoint: where it goes on, and the sink that
 * keeps them as it writes.
 */
interface KeptOffsets<R> {
  /** Returns the offsets below which all is counted; empty at the beginning. */
  Map<TopicPartition, Long> load();

  /** Returns the sink that writes rows and offsets. */
  Sink<R> sink();

  /** Keeps what is not kept yet; the run is over and has ended well. */
  void flush();

  /** In the consumer group: committed after the rows are written, so rows may be written again. */
  final class InGroup<R> implements KeptOffsets<R> {
    private final KafkaSource source;
    private final String group;
    private final Sink<R> rows;

    InGroup(KafkaSource source, String group, Sink<R> rows) {
      this.source = source;
      this.group = group;
      this.rows = rows;
    }

    @Override
    public Map<TopicPartition, Long> load() {
      return source.committed(group);
    }

    @Override
    public Sink<R> sink() {
      return new Committing<>(rows);
    }

    /** The direct stream commits with its next batch (SPARK-20050), which now never comes. */
    @Override
    public void flush() {
      source.commit(group, DirectOffsets.written());
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
      public void write(BatchRows<R> batchRows, long batch) {
        rows.write(batchRows, batch);
        DirectOffsets.commit(batch);
      }
    }
  }

  /** In a table of the sink's database, in the transaction of the rows. */
  final class InTable<R> implements KeptOffsets<R>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final String TABLE = "twinstream_offsets";

    private final JdbcSink<R> rows;
    private final String name;

    InTable(JdbcSink<R> rows, String name) {
      this.rows = rows;
      this.name = name;
    }

    @Override
    public Map<TopicPartition, Long> load() {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      rows.database()
          .once(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute(
                      "CREATE TABLE IF NOT EXISTS "
                          + TABLE
                          + " (name text, topic text, partition int, until bigint NOT NULL,"
                          + " PRIMARY KEY (name, topic, partition))");
                }
                offsets.putAll(kept(connection, ""));
              });
      return offsets;
    }

    @Override
    public Sink<R> sink() {
      return new InOneTransaction();
    }

    /** Nothing is left: every batch has kept its own. */
    @Override
    public void flush() {}

    private Map<TopicPartition, Long> kept(Connection connection, String lock) throws SQLException {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT topic, partition, until FROM " + TABLE + " WHERE name = ?" + lock)) {
        statement.setString(1, name);
        try (ResultSet each = statement.executeQuery()) {
          while (each.next()) {
            offsets.put(new TopicPartition(each.getString(1), each.getInt(2)), each.getLong(3));
          }
        }
      }
      return offsets;
    }

    /** Two runs of one name would overwrite each other's totals. */
    private void keep(Connection connection, OffsetRange[] ranges) throws SQLException {
      Map<TopicPartition, Long> before = kept(connection, " FOR UPDATE");
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO "
                  + TABLE
                  + " VALUES (?, ?, ?, ?) ON CONFLICT (name, topic, partition)"
                  + " DO UPDATE SET until = excluded.until")) {
        for (OffsetRange range : ranges) {
          long kept = before.getOrDefault(range.topicPartition(), range.fromOffset());
          if (kept != range.fromOffset() && kept != range.untilOffset()) {
            throw UserError.failed(
                "%s: '%s' is at offset %d of %s, and this batch begins at %d: another run writes under this name; stop it, or give --group"
                    .formatted(TABLE, name, kept, range.topicPartition(), range.fromOffset()));
          }
          statement.setString(1, name);
          statement.setString(2, range.topic());
          statement.setInt(3, range.partition());
          statement.setLong(4, range.untilOffset());
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }

    /** Writes rows and offsets together. */
    private final class InOneTransaction implements Sink<R> {
      private static final long serialVersionUID = 1L;

      @Override
      public void check() {
        rows.check();
      }

      @Override
      public void write(BatchRows<R> batchRows, long batch) {
        OffsetRange[] ranges = DirectOffsets.of(batch);
        rows.write(batchRows, batch, connection -> keep(connection, ranges));
      }
    }
  }
}
