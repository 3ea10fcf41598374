package com.example.meters;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;

/** The tables that both programs write; a row that is written again replaces the one before. */
public final class Tables {
  /** Of {@code meters}: its totals. */
  public static final String METERS =
      "INSERT INTO meters VALUES (?, ?, ?) ON CONFLICT (meter) "
          + "DO UPDATE SET readings = excluded.readings, total = excluded.total";

  /** Of {@code districts}: how many readings it has. */
  public static final String DISTRICTS =
      "INSERT INTO districts VALUES (?, ?) ON CONFLICT (district) "
          + "DO UPDATE SET readings = excluded.readings";

  /** Of {@code windows}: readings of a district in the ten seconds until then, and who counted. */
  public static final String WINDOWS =
      "INSERT INTO windows VALUES (?, ?, ?, ?) ON CONFLICT (window_end, district) "
          + "DO UPDATE SET readings = excluded.readings, program = excluded.program";

  /** Of {@code notes}: a line of the files, and who read it last. */
  public static final String NOTES =
      "INSERT INTO notes VALUES (?, ?) ON CONFLICT (note) DO UPDATE SET program = excluded.program";

  private Tables() {}

  /** Writes rows, each an array of the statement's values. */
  public static void write(String url, String statement, Iterator<Object[]> rows)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement upsert = connection.prepareStatement(statement)) {
      while (rows.hasNext()) {
        Object[] row = rows.next();
        for (int i = 0; i < row.length; i++) {
          upsert.setObject(i + 1, row[i]);
        }
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
