package io.twinstream.migration.move;

import io.twinstream.ends.jdbc.Drivers;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets that a program keeps in a table of its own.
 *
 * @param url of the database
 * @param query its columns {@code topic}, {@code partition} and {@code offset}, or those that stand
 *     for them, make a row for each partition
 * @param topic the column of the topic's name
 * @param partition the column of the partition's number
 * @param offset the column of the offset
 * @param isLastRead whether an offset is that of the last record that was read; else of the next
 */
public record OffsetsInTable(
    String url, String query, String topic, String partition, String offset, boolean isLastRead) {
  /**
   * Reads them.
   *
   * @throws UserError if the query fails, or gives something else
   */
  public GivenOffsets read() {
    try (Connection connection = Drivers.of(url, spec()).connect(url, new Properties())) {
      connection.setReadOnly(true);
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(query)) {
        return read(rows);
      }
    } catch (SQLException e) {
      throw UserError.failed(
          "%s: %s"
              .formatted(
                  spec(),
                  Secrets.masked(String.valueOf(e.getMessage())).lines().findFirst().orElse("")),
          e);
    }
  }

  private GivenOffsets read(ResultSet rows) throws SQLException {
    int topicColumn = column(rows.getMetaData(), topic);
    int partitionColumn = column(rows.getMetaData(), partition);
    int offsetColumn = column(rows.getMetaData(), offset);
    UniqueOffsets offsets = new UniqueOffsets(spec());
    while (rows.next()) {
      String name = rows.getString(topicColumn);
      int number = (int) number(rows, partitionColumn, partition);
      long read = number(rows, offsetColumn, offset);
      if (name == null) {
        throw UserError.usage("%s: a row has no %s".formatted(spec(), topic));
      }
      offsets.add(new TopicPartition(name, number), isLastRead ? read + 1 : read);
    }
    return new GivenOffsets(
        "offsets in " + spec(),
        offsets.all(),
        List.of(
            isLastRead
                ? "an offset of the table is that of the last record that was read, as was said: reading begins with the one after it"
                : "an offset of the table is that of the next record, as was said"));
  }

  private int column(ResultSetMetaData columns, String name) throws SQLException {
    List<String> there = new ArrayList<>();
    for (int k = 1; k <= columns.getColumnCount(); k++) {
      there.add(columns.getColumnLabel(k));
      if (there.get(k - 1).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return k;
      }
    }
    throw UserError.usage(
        "%s: the query has no column '%s', but %s: name them topic, partition and offset, or say which stand for them"
            .formatted(spec(), name, String.join(", ", there)));
  }

  private long number(ResultSet rows, int column, String name) throws SQLException {
    String text = rows.getString(column);
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw UserError.usage(
          "%s: column %s has '%s' where a whole number is wanted".formatted(spec(), name, text), e);
    }
  }

  private String spec() {
    return Secrets.masked(url);
  }
}
