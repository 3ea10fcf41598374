package io.twinstream.ends.jdbc;

import io.twinstream.error.UserError;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The driver that writes a run into a table: the row of {@code twinstream_writers} that each of its
 * transactions locks first and looks at. A driver that was taken for dead, and is not, finds the
 * epoch of its successor there and writes nothing.
 *
 * @param table the sink's
 * @param run the run's id
 * @param epoch this driver's, greater than those of all before it
 */
record Writer(String table, String run, long epoch) implements Serializable {
  private static final String TABLE = "twinstream_writers";

  /**
   * Makes a driver the run's writer.
   *
   * @param least its epoch, unless the table knows of a greater one: a checkpoint directory that
   *     was put back from a copy counts anew
   * @param driver who it is, for people
   */
  static Writer of(Connection connection, String table, String run, long least, String driver)
      throws SQLException {
    Database.createTable(
        connection,
        TABLE
            + " (sink_table text, run text, epoch bigint NOT NULL, batch bigint,"
            + " driver text NOT NULL, PRIMARY KEY (sink_table, run))");
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + TABLE
                + " AS known (sink_table, run, epoch, driver) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (sink_table, run) DO UPDATE SET"
                + " epoch = greatest(known.epoch + 1, excluded.epoch), driver = excluded.driver"
                + " RETURNING epoch")) {
      statement.setString(1, table);
      statement.setString(2, run);
      statement.setLong(3, least);
      statement.setString(4, driver);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Writer(table, run, row.getLong(1));
      }
    }
  }

  /**
   * Locks the run's row until the transaction's end, and says there which batch it writes.
   *
   * @throws UserError if a later driver is the run's writer
   */
  void write(Connection connection, long batch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT epoch, driver FROM "
                + TABLE
                + " WHERE sink_table = ? AND run = ? FOR UPDATE")) {
      statement.setString(1, table);
      statement.setString(2, run);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw UserError.failed(
              "table %s: its row of table %s and run %s is gone: start this run again"
                  .formatted(TABLE, table, run));
        }
        if (row.getLong(1) != epoch) {
          throw UserError.failed(
              "table %s: another driver has taken run %s over (%s), and writes on: batch %d was not written by this one"
                  .formatted(table, run, row.getString(2), batch));
        }
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE " + TABLE + " SET batch = ? WHERE sink_table = ? AND run = ?")) {
      statement.setLong(1, batch);
      statement.setString(2, table);
      statement.setString(3, run);
      statement.executeUpdate();
    }
  }
}
