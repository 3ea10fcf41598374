package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.twinstream.migration.compare.rows.Layout.Compared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The rows of both sides in one data set, by key and in the order in which they are walked. */
final class FlatRows {
  private static final String SIDE = "side";
  private static final String TIME = "time";
  private static final String PARTITION = "part";
  private static final String ARRIVED = "arrived";
  private static final String ORDER = "ord";
  private static final int FIXED = 5;

  private final Plan plan;

  FlatRows(Plan plan) {
    this.plan = plan;
  }

  /** Returns the rows of both, those of a key in one partition, sorted. */
  Dataset<Row> sorted(EndRows left, EndRows right) {
    Layout layout = plan.layout();
    List<Column> key = columns("k", layout.key().size());
    List<Column> order = new ArrayList<>(key);
    order.add(col(TIME));
    if (layout.isLog()) {
      order.addAll(columns("v", layout.values().size()));
      order.add(col(SIDE));
    } else {
      order.addAll(List.of(col(SIDE), col(PARTITION), col(ORDER)));
    }
    Dataset<Row> all = flat(Side.LEFT, left).unionAll(flat(Side.RIGHT, right));
    Dataset<Row> together;
    if (!key.isEmpty()) {
      together = all.repartition(key.toArray(Column[]::new));
    } else {
      // The time is the whole key: a table has one row of each, which are walked in one piece.
      together = layout.isLog() ? all.repartition(col(TIME)) : all.repartition(1);
    }
    return together.sortWithinPartitions(order.toArray(Column[]::new));
  }

  private static List<Column> columns(String prefix, int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> col(prefix + i)).toList());
  }

  /** Returns the rows of a side as texts. */
  Dataset<Row> flat(Side side, EndRows end) {
    Layout layout = plan.layout();
    Dataset<Row> rows = safeNames(end);
    List<Column> columns = new ArrayList<>();
    columns.add(lit(side.ordinal()).as(SIDE));
    columns.add(
        layout
            .time()
            .map(column -> coalesce(time(side, end, column), lit(Flat.NO_TIME)))
            .orElse(lit(0L))
            .as(TIME));
    columns.add(end.hasOffsets() ? offset(end, EndRows.PARTITION, PARTITION) : none(PARTITION));
    columns.add(end.hasOffsets() ? offset(end, EndRows.ARRIVED, ARRIVED) : none(ARRIVED));
    columns.add(order(side, end));
    addAll(columns, "k", layout.key(), side, end);
    addAll(columns, "v", layout.values(), side, end);
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Returns each different row once, with how often it is there as the last column. */
  Dataset<Row> counted(Dataset<Row> flat) {
    return flat.groupBy(Arrays.stream(flat.columns()).map(functions::col).toArray(Column[]::new))
        .count();
  }

  /** Returns of the rows of each key the one whose order is the greatest. */
  Dataset<Row> last(Dataset<Row> flat) {
    List<Column> key = columns("k", plan.layout().key().size());
    key.add(col(TIME));
    return flat.groupBy(key.toArray(Column[]::new))
        .agg(functions.max_by(functions.struct("*"), col(ORDER)).as("last"))
        .select("last.*");
  }

  private void addAll(
      List<Column> columns, String prefix, List<Compared> compared, Side side, EndRows end) {
    for (int i = 0; i < compared.size(); i++) {
      columns.add(canonical(side, end, compared.get(i)).as(prefix + i));
    }
  }

  /** Returns the time as a number, microseconds for instants; null where it is none. */
  private Column time(Side side, EndRows end, Compared column) {
    return whole(canonical(side, end, column));
  }

  private Column canonical(Side side, EndRows end, Compared column) {
    String name = plan.name(side, column);
    return Canonical.of(safe(end, name), Plan.type(end, name), column.kind());
  }

  private Column order(Side side, EndRows end) {
    if (end.hasOffsets()) {
      return offset(end, EndRows.OFFSET, ORDER);
    }
    String name = plan.order().get(side);
    if (name == null) {
      return none(ORDER);
    }
    DataType type = Plan.type(end, name);
    ColumnKind own = ColumnKind.of(type, true).orElse(ColumnKind.NUMBER);
    ColumnKind kind = own == ColumnKind.NUMBER ? own : ColumnKind.TIME;
    return whole(Canonical.of(safe(end, name), type, kind)).as(ORDER);
  }

  private static Column whole(Column text) {
    return text.cast(DataTypes.createDecimalType(38, 6)).cast(DataTypes.LongType);
  }

  private static Column offset(EndRows end, String name, String as) {
    Column column = col(safe(end, name));
    return name.equals(EndRows.ARRIVED)
        ? functions.unix_millis(column).as(as)
        : column.cast(DataTypes.LongType).as(as);
  }

  private static Column none(String as) {
    return lit(0L).as(as);
  }

  private static Dataset<Row> safeNames(EndRows end) {
    String[] names = end.rows().columns();
    return end.rows()
        .toDF(IntStream.range(0, names.length).mapToObj(i -> "c" + i).toArray(String[]::new));
  }

  private static String safe(EndRows end, String name) {
    return "c" + List.of(end.rows().columns()).indexOf(name);
  }

  /**
   * Returns the first and last window of a side, both null where it has none, and a value that is
   * no window, such as a fraction, or null.
   */
  Row windows(Side side, EndRows end) {
    Compared window = plan.layout().time().orElseThrow();
    String text = "text";
    return safeNames(end)
        .select(time(side, end, window).as(TIME), canonical(side, end, window).as(text))
        .agg(
            functions.min(col(TIME)),
            functions.max(col(TIME)),
            functions.min(
                functions.when(col(TIME).isNull().or(col(text).contains(".")), col(text))))
        .head();
  }

  /** Returns a row as it is walked. */
  static Flat flat(Row row, int keys) {
    String[] key = new String[keys];
    for (int i = 0; i < keys; i++) {
      key[i] = row.getString(FIXED + i);
    }
    String[] values = new String[row.length() - FIXED - keys];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.getString(FIXED + keys + i);
    }
    return new Flat(
        Side.values()[row.getInt(0)],
        row.getLong(1),
        (int) row.getLong(2),
        row.getLong(3),
        row.isNullAt(4) ? Flat.NO_TIME : row.getLong(4),
        key,
        values);
  }
}
