package io.twinstream.ends.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import io.twinstream.api.TopicIds;
import io.twinstream.ends.kafka.DirectOffsets;
import io.twinstream.ends.kafka.OffsetKeeper;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * In a table of the sink's database, in the transaction of the rows. Who loads them owns the name
 * from then on, which each transaction checks: two runs of one name would overwrite each other's
 * totals, or count records of the same offsets twice.
 */
public final class OffsetsInTable<R> implements OffsetKeeper<R>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final String TABLE = "twinstream_offsets";
  private static final String OWNERS = TABLE + "_owners";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcSink<R> rows;
  private final String name;
  private final TopicIds topics;

  /** Counts the runs of the name. */
  private long owner;

  /**
   * @param rows a sink of kind {@code jdbc}
   */
  public OffsetsInTable(Sink<R> rows, String name, TopicIds topics) {
    this.rows = (JdbcSink<R>) rows;
    this.name = name;
    this.topics = topics;
  }

  @Override
  public Map<TopicPartition, Long> load() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    rows.database()
        .once(
            connection -> {
              createTables(connection);
              // Waits for the transaction of a run that has the name, whose offsets are then
              // seen.
              own(connection);
              offsets.clear();
              offsets.putAll(kept(connection));
              checkTopics(connection, offsets);
            });
    return offsets;
  }

  private static void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      limitIdle(statement);
    }
    Database.createTable(
        connection,
        TABLE
            + " (name text, topic text, partition int, until bigint NOT NULL,"
            + " PRIMARY KEY (name, topic, partition))");
    Database.createTable(
        connection,
        OWNERS + " (name text PRIMARY KEY, owner bigint NOT NULL, topics text NOT NULL)");
  }

  /** A run that is stopped within its transaction must not keep the next one waiting. */
  private static void limitIdle(Statement statement) throws SQLException {
    statement.execute("SET LOCAL idle_in_transaction_session_timeout = '20s'");
  }

  private void own(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO %1$s VALUES (?, 1, '{}') ON CONFLICT (name) DO UPDATE SET owner = %1$s.owner + 1 RETURNING owner"
                .formatted(OWNERS))) {
      statement.setString(1, name);
      try (ResultSet made = statement.executeQuery()) {
        made.next();
        owner = made.getLong(1);
      }
    }
  }

  private void checkOwner(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      limitIdle(statement);
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT owner FROM " + OWNERS + " WHERE name = ? FOR UPDATE")) {
      statement.setString(1, name);
      try (ResultSet found = statement.executeQuery()) {
        long now = found.next() ? found.getLong(1) : 0;
        if (now != owner) {
          throw UserError.failed(
              "%s: a later run writes under the name '%s' (the name's run %d, this is run %d): this one ends, and nothing of its batch is written; two at a time need a group each, of its own name"
                  .formatted(TABLE, name, now, owner));
        }
      }
    }
  }

  /** Of topics of which something is kept; those of the others are kept from now on. */
  private void checkTopics(Connection connection, Map<TopicPartition, Long> offsets)
      throws SQLException {
    TopicIds before = TopicIds.none();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT topics FROM " + OWNERS + " WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        before = TopicIds.of(JSON.readTree(found.getString(1)));
      } catch (JsonProcessingException e) {
        throw UserError.failed(
            "%s: the topics of '%s' are no JSON: write {} there".formatted(OWNERS, name), e);
      }
    }
    before
        .of(offsets.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()))
        .check(
            topics,
            "%s: '%s'".formatted(TABLE, name),
            "choose another group, or DELETE FROM %s WHERE name = '%s' to start over"
                .formatted(TABLE, name));
    ObjectNode now = JSON.createObjectNode();
    before.write(now);
    topics.write(now);
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE " + OWNERS + " SET topics = ? WHERE name = ?")) {
      statement.setString(1, now.toString());
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }

  @Override
  public void begin(Map<TopicPartition, Long> at) {
    rows.database()
        .once(
            connection -> {
              checkOwner(connection);
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "INSERT INTO "
                          + TABLE
                          + " (name, topic, partition, until) VALUES (?, ?, ?, ?)"
                          + " ON CONFLICT (name, topic, partition) DO NOTHING")) {
                for (Map.Entry<TopicPartition, Long> each : at.entrySet()) {
                  add(statement, each.getKey(), each.getValue());
                }
                statement.executeBatch();
              }
            });
  }

  @Override
  public Sink<R> sink() {
    return new InOneTransaction();
  }

  /** Nothing is left: every batch has kept its own. */
  @Override
  public void flush() {}

  private Map<TopicPartition, Long> kept(Connection connection) throws SQLException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT topic, partition, until FROM " + TABLE + " WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet each = statement.executeQuery()) {
        while (each.next()) {
          offsets.put(new TopicPartition(each.getString(1), each.getInt(2)), each.getLong(3));
        }
      }
    }
    return offsets;
  }

  /** Done twice by the same run where it could not know whether the first was committed. */
  private void keep(Connection connection, OffsetRange[] ranges) throws SQLException {
    checkOwner(connection);
    Map<TopicPartition, Long> before = kept(connection);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + TABLE
                + " (name, topic, partition, until) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (name, topic, partition) DO UPDATE SET until = excluded.until")) {
      for (OffsetRange range : ranges) {
        long kept = before.getOrDefault(range.topicPartition(), range.fromOffset());
        if (kept != range.fromOffset() && kept != range.untilOffset()) {
          throw UserError.failed(
              "%s: '%s' is at offset %d of %s, and this batch begins at %d: the table was changed by something else; start again to continue from what it says"
                  .formatted(TABLE, name, kept, range.topicPartition(), range.fromOffset()));
        }
        add(statement, range.topicPartition(), range.untilOffset());
      }
      statement.executeBatch();
    }
  }

  private void add(PreparedStatement statement, TopicPartition partition, long until)
      throws SQLException {
    statement.setString(1, name);
    statement.setString(2, partition.topic());
    statement.setInt(3, partition.partition());
    statement.setLong(4, until);
    statement.addBatch();
  }

  /** Writes rows and offsets together. */
  private final class InOneTransaction implements Sink<R> {
    private static final long serialVersionUID = 1L;

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
      DirectOffsets.current()
          .write(
              batch,
              ranges -> rows.write(batchRows, batch, connection -> keep(connection, ranges)));
    }
  }
}
