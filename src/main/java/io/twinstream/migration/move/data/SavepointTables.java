package io.twinstream.migration.move.data;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.StateCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A savepoint as tables: each state by its operator's name, the only one also as {@code state}, and
 * {@code offsets}.
 */
public final class SavepointTables {
  /** The table of the only state. */
  public static final String STATE = "state";

  /** The table of Kafka's offsets. */
  static final String OFFSETS = "offsets";

  private static final String OFFSET_COLUMNS =
      "source INT, kind STRING, topic STRING, partition INT, offset BIGINT, uncertainUntil BIGINT";

  private final SparkSession session;
  private final String folder;
  private final Savepoint content;
  private final Map<String, Dataset<Row>> tables = new TreeMap<>();

  private SavepointTables(SparkSession session, String folder, Savepoint content) {
    this.session = session;
    this.folder = folder;
    this.content = content;
  }

  /** Returns the settings of Spark that count where nobody has said anything else. */
  public static Map<String, String> defaults() {
    return Map.of(
        "spark.sql.session.timeZone",
        "UTC",
        // What cannot be converted, or is too large, fails, and does not become null or another.
        "spark.sql.ansi.enabled",
        "true",
        // So that a partition is sorted in memory; small ones are brought together again.
        "spark.sql.shuffle.partitions",
        "64");
  }

  /**
   * Opens a savepoint in a session of its own beside that one.
   *
   * @throws UserError if it is no savepoint
   */
  public static SavepointTables open(SparkSession session, String folder) {
    SparkSession own = session.newSession();
    SavepointTables opened =
        new SavepointTables(
            own, folder, Savepoints.read(folder, own.sparkContext().hadoopConfiguration()));
    try {
      opened.addAll();
      return opened;
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw UserError.failed(
          "savepoint %s: cannot be read: %s".formatted(folder, SqlFailure.reason(e)), e);
    }
  }

  private void addAll() {
    add(OFFSETS, session.createDataFrame(offsets(), StructType.fromDDL(OFFSET_COLUMNS)));
    for (StateCopy state : content.states()) {
      Dataset<Row> rows = rows(state);
      if (content.states().size() == 1) {
        add(STATE, rows);
      }
      add(state.name(), rows);
    }
  }

  private void add(String name, Dataset<Row> rows) {
    tables.put(name, rows);
    rows.createOrReplaceTempView("`" + name + "`");
  }

  Dataset<Row> rows(StateCopy state) {
    return SavedState.in(folder, state).rows(session);
  }

  private List<Row> offsets() {
    List<Row> rows = new ArrayList<>();
    for (SourcePosition source : content.sources()) {
      for (PartitionOffset each : source.offsets()) {
        Long uncertain = source.uncertain(each.partition()).map(OffsetRange::until).orElse(null);
        rows.add(
            RowFactory.create(
                source.number(),
                source.kind(),
                each.partition().topic(),
                each.partition().partition(),
                each.offset(),
                uncertain));
      }
    }
    return rows;
  }

  /**
   * Returns what a query finds.
   *
   * @throws UserError if it is no query of these tables
   */
  public Dataset<Row> query(String sql) {
    return query(session, sql, "the tables are " + names());
  }

  /** Returns a query without what ends it. */
  static String plain(String sql) {
    return sql.strip().replaceFirst(";+$", "");
  }

  /**
   * Returns what a query finds. As it is put into parentheses, it cannot be a statement that
   * changes anything.
   */
  static Dataset<Row> query(SparkSession session, String sql, String tables) {
    try {
      return session.sql("SELECT * FROM (\n%s\n)".formatted(plain(sql)));
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw UserError.usage(
          "query '%s': %s; %s".formatted(sql.strip(), SqlFailure.reason(e), tables), e);
    }
  }

  private String names() {
    return tables.entrySet().stream()
        .map(each -> "`%s` (%s)".formatted(each.getKey(), columns(each.getValue())))
        .collect(Collectors.joining(", "));
  }

  private static String columns(Dataset<Row> rows) {
    return String.join(", ", rows.columns());
  }
}
