package io.twinstream.ends.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.ColumnType;
import io.twinstream.ends.StorableText;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes rows into a table of PostgreSQL, each under its key: a row that is written again replaces
 * itself. All rows of a batch are written in one transaction by the driver, so a batch is there
 * whole or not at all; a batch is held in the driver's memory.
 *
 * <p>A job that keeps state writes totals, whose key is the row's own. The rows of any other job
 * belong to a batch of a run, which {@code run} and {@code batch} then name within the key; written
 * again, a batch replaces all of its rows.
 *
 * <p>Of the drivers of a run only the one that started last can write: see {@link Writer}.
 *
 * <p>No text ends a run: what PostgreSQL cannot hold becomes U+FFFD, and a key that has such or is
 * too long for an index becomes its beginning and its hash, see {@link StorableText}.
 */
final class JdbcSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;
  private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final String RUN = "run";
  private static final String BATCH = "batch";
  private static final String TEXT = "text";

  /** An entry of an index has at most 2,704 bytes, of which the run and numbers take some. */
  private static final int KEY_BYTES = 2_400;

  private final Database database;
  private final String table;
  private final RowFormat format;
  private final boolean isOfBatch;
  private final String runId;

  /** Null for a driver that shares its run with no other. */
  private transient Writer writer;

  /** Column to type of PostgreSQL; those of the key come first. */
  private final LinkedHashMap<String, String> columns;

  /** How many texts of the row share the length of a key. */
  private int textsOfKey;

  private JdbcSink(Database database, String table, SinkRows<R> rows) {
    this.database = database;
    this.table = table;
    this.format = rows.format();
    this.isOfBatch = rows.isOfBatch();
    this.runId = rows.runId();
    this.columns = new LinkedHashMap<>();
  }

  /**
   * Returns the sink of {@code jdbc:URL#TABLE}.
   *
   * @throws UserError if the specification is malformed, or the class of the rows says no type
   */
  public static <R> JdbcSink<R> parse(String spec, SinkRows<R> rows) {
    int hash = spec.lastIndexOf('#');
    String table = hash < 0 ? "" : spec.substring(hash + 1);
    if (!spec.startsWith("jdbc:postgresql:") || !TABLE.matcher(table).matches()) {
      throw UserError.usage(
          "sink '%s': write jdbc:postgresql://HOST:PORT/DATABASE?user=USER#TABLE; a table is of a-z 0-9 _"
              .formatted(Secrets.masked(spec)));
    }
    JdbcSink<R> sink = new JdbcSink<>(new Database(spec.substring(0, hash)), table, rows);
    if (rows.isOfBatch()) {
      sink.columns.put(RUN, TEXT);
      sink.columns.put(BATCH, "bigint");
    }
    Map<String, ColumnType> types = ColumnType.ofColumns(rows, Secrets.masked(spec));
    types.forEach((column, type) -> sink.columns.put(column, type(type)));
    sink.textsOfKey =
        (int)
            rows.format().keyColumns().stream()
                .filter(key -> types.get(key) == ColumnType.TEXT)
                .count();
    return sink;
  }

  /** Returns the database that the table is in. */
  public Database database() {
    return database;
  }

  @Override
  public void check() {
    database.once(
        connection -> {
          Database.createTable(connection, definition());
          checkColumns(connection);
        });
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    write(rows, batch, connection -> {});
  }

  /** Writes the rows and something else in one transaction. */
  public void write(BatchRows<R> rows, long batch, Database.Work more) {
    RowFormat columnsOfRow = format;
    List<String> lines =
        rows.map((part, task) -> lines(part, columnsOfRow)).stream().flatMap(List::stream).toList();
    database.transaction(
        connection -> {
          if (writer != null) {
            writer.write(connection, batch); // before anything that a later driver may have locked
          }
          if (isOfBatch) {
            deleteBatch(connection, batch);
          }
          upsert(connection, lines, batch);
          more.run(connection);
        });
  }

  /** Makes the table of the runs' writers if it is missing. */
  @Override
  public void takeOver(long epoch, String driver) {
    database.once(connection -> writer = Writer.of(connection, table, runId, epoch, driver));
  }

  @Override
  public void giveUp() {
    database.giveUp();
  }

  /**
   * Run again after a crash, a batch may have other records than the first time, and so other rows.
   */
  private void deleteBatch(Connection connection, long batch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM %s WHERE %s = ? AND %s = ?"
                .formatted(table, quoted(RUN), quoted(BATCH)))) {
      statement.setString(1, runId);
      statement.setLong(2, batch);
      statement.executeUpdate();
    }
  }

  private static <R> ArrayList<String> lines(Iterator<R> rows, RowFormat format) {
    ArrayList<String> lines = new ArrayList<>();
    rows.forEachRemaining(row -> lines.add(format.toNode(row).toString()));
    return lines;
  }

  private void upsert(Connection connection, List<String> lines, long batch) throws SQLException {
    if (lines.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(upsertStatement())) {
      for (String line : lines) {
        JsonNode row = RowFormat.parse(line);
        int position = 1;
        for (Map.Entry<String, String> column : columns.entrySet()) {
          bind(statement, position, column.getKey(), column.getValue(), row, batch);
          position++;
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void bind(
      PreparedStatement statement,
      int position,
      String column,
      String type,
      JsonNode row,
      long batch)
      throws SQLException {
    if (isOfBatch && column.equals(RUN)) {
      statement.setString(position, runId);
    } else if (isOfBatch && column.equals(BATCH)) {
      statement.setLong(position, batch);
    } else {
      bind(statement, position, type, row.required(column), format.keyColumns().contains(column));
    }
  }

  private void bind(
      PreparedStatement statement, int position, String type, JsonNode value, boolean isKey)
      throws SQLException {
    if (value.isNull()) {
      statement.setObject(position, null);
      return;
    }
    switch (type) {
      case "bigint" -> statement.setLong(position, value.asLong());
      case "numeric" -> statement.setBigDecimal(position, value.decimalValue());
      case "boolean" -> statement.setBoolean(position, value.asBoolean());
      case "double precision" -> // JSON has NaN and the infinities as texts
          statement.setDouble(position, Double.parseDouble(value.asText()));
      default -> statement.setString(position, stored(value, isKey));
    }
  }

  private String stored(JsonNode value, boolean isKey) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    return isKey ? StorableText.ofKey(text, KEY_BYTES / textsOfKey) : StorableText.ofColumn(text);
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(isOfBatch ? List.of(RUN, BATCH) : List.of());
    keys.addAll(format.keyColumns());
    return keys;
  }

  private String definition() {
    String definitions =
        columns.entrySet().stream()
            .map(column -> quoted(column.getKey()) + " " + column.getValue())
            .collect(Collectors.joining(", "));
    return "%s (%s, PRIMARY KEY (%s))".formatted(table, definitions, names(keys()));
  }

  private String upsertStatement() {
    String values = columns.keySet().stream().map(any -> "?").collect(Collectors.joining(", "));
    String set =
        format.valueColumns().stream()
            .map(column -> "%1$s = excluded.%1$s".formatted(quoted(column)))
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO %s"
        .formatted(
            table,
            names(columns.keySet()),
            values,
            names(keys()),
            set.isEmpty() ? "NOTHING" : "UPDATE SET " + set);
  }

  private void checkColumns(Connection connection) throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
                + " WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped"
                + " ORDER BY a.attnum")) {
      statement.setString(1, table);
      try (ResultSet each = statement.executeQuery()) {
        while (each.next()) {
          found.put(each.getString(1), each.getString(2));
        }
      }
    }
    if (!found.equals(columns)) {
      throw UserError.failed(
          "table %s: has the columns %s, and the rows have %s: name another table, or drop this one"
              .formatted(table, shown(found), shown(columns)));
    }
  }

  private static String shown(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String names(Iterable<String> columns) {
    List<String> quoted = new ArrayList<>();
    columns.forEach(column -> quoted.add(quoted(column)));
    return String.join(", ", quoted);
  }

  /** Columns keep their capitals. */
  private static String quoted(String column) {
    return '"' + column + '"';
  }

  private static String type(ColumnType type) {
    return switch (type) {
      case INTEGER -> "bigint";
      case REAL -> "double precision";
      case BOOLEAN -> "boolean";
      case DECIMAL -> "numeric";
      case TEXT -> TEXT;
    };
  }
}
