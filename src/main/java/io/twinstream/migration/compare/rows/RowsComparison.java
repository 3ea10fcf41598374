package io.twinstream.migration.compare.rows;

import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.Tally.Of;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Compares the rows of two programs on Spark. */
public final class RowsComparison {
  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  private final RowsRequest request;
  private final End left;
  private final End right;

  private RowsComparison(RowsRequest request, End left, End right) {
    this.request = request;
    this.left = left;
    this.right = right;
  }

  /**
   * Checks what can be checked without reading.
   *
   * @throws UserError if an end is not known
   */
  public static RowsComparison of(RowsRequest request) {
    return new RowsComparison(
        request,
        End.parse(request.left(), request.kafka(), request.isLog()),
        End.parse(request.right(), request.kafka(), request.isLog()));
  }

  /** Returns the settings of Spark that count where nobody has said anything else. */
  public Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    // Zone-less times mean the same on every machine, and a cast that fails is null in each Spark.
    defaults.put("spark.sql.session.timeZone", UTC.getID());
    defaults.put("spark.executor.extraJavaOptions", "-Duser.timezone=" + UTC.getID());
    defaults.put("spark.sql.ansi.enabled", "false");
    defaults.put("spark.sql.caseSensitive", "true");
    // So that a partition is sorted in memory; small ones are brought together again.
    defaults.put("spark.sql.shuffle.partitions", "64");
    defaults.putAll(left.settings());
    defaults.putAll(right.settings());
    return defaults;
  }

  /**
   * Compares.
   *
   * @throws UserError if an end cannot be read, columns are missing or cannot be compared, or a key
   *     of a table is not unique
   */
  public RowsResult run(SparkSession session) {
    TimeZone ofMachine = TimeZone.getDefault();
    try {
      // Spark's JDBC source takes times with a zone, too, through the JVM's (PostgresDialect, 3.5).
      TimeZone.setDefault(UTC);
      return compared(session);
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // checked ones of Scala too, which Java does not see coming
      throw UserError.failed(
          "%s and %s: cannot be read: %s".formatted(left.spec(), right.spec(), reason(e)), e);
    } finally {
      TimeZone.setDefault(ofMachine);
    }
  }

  /** Returns the first line of what is at the bottom of a failure of Spark. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return "%s: %s".formatted(root.getClass().getSimpleName(), Secrets.masked(message));
  }

  private RowsResult compared(SparkSession session) {
    long begun = System.nanoTime();
    EndRows leftRows = left.read(session);
    EndRows rightRows = right.read(session);
    Plan plan = Plan.of(request, leftRows, rightRows, left.spec(), right.spec());
    FlatRows flat = new FlatRows(plan);
    Layout layout = plan.layout();
    Cut cut =
        layout.isWindow()
            ? Cut.complete(windows(flat, Side.LEFT, leftRows), windows(flat, Side.RIGHT, rightRows))
            : Cut.NONE;
    Tally tally =
        walked(flat.sorted(leftRows, rightRows), layout, cut).stream()
            .reduce(new Tally(layout.values().size()), Tally::add);
    checkUnique(layout, tally, Side.LEFT, left.spec());
    checkUnique(layout, tally, Side.RIGHT, right.spec());
    List<String> notes = new ArrayList<>(plan.notes());
    addNotes(notes, tally);
    return new RowsResult(
        left.spec(),
        right.spec(),
        layout,
        cut,
        tally,
        notes,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private TimeRange windows(FlatRows flat, Side side, EndRows rows) {
    Row found = flat.windows(side, rows);
    if (!found.isNullAt(2)) {
      throw UserError.usage(
          "the %s: window '%s' is neither a time nor a whole number"
              .formatted(side, found.getString(2)));
    }
    TimeRange range = new TimeRange();
    if (!found.isNullAt(0)) {
      range.add(found.getLong(0));
      range.add(found.getLong(1));
    }
    return range;
  }

  private static List<Tally> walked(Dataset<Row> sorted, Layout layout, Cut cut) {
    int keys = layout.key().size();
    FlatMapFunction<Iterator<Row>, Tally> walk =
        rows -> List.of(Walk.through(flat(rows, keys), layout, cut)).iterator();
    return sorted.toJavaRDD().mapPartitions(walk).collect();
  }

  private static Iterator<Flat> flat(Iterator<Row> rows, int keys) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Flat next() {
        return FlatRows.flat(rows.next(), keys);
      }
    };
  }

  private static void checkUnique(Layout layout, Tally tally, Side side, String spec) {
    Of of = tally.of(side);
    if (of.nonUnique == 0) {
      return;
    }
    Values values = new Values(layout);
    throw UserError.usage(
        "the %s, %s: the key (%s) of %,d rows is that of another row too, such as %s: name more key columns, or an order column of which the greatest counts, or compare it as a log"
            .formatted(
                side,
                spec,
                String.join(", ", layout.keyNames()),
                of.nonUnique,
                String.join(
                    ", ",
                    of.nonUniqueKeys.stream().map(key -> values.key(key).toString()).toList())));
  }

  private static void addNotes(List<String> notes, Tally tally) {
    for (Side side : Side.values()) {
      Of of = tally.of(side);
      if (of.acrossPartitions > 0) {
        notes.add(
            "the %s has rows of a key in several partitions, %,d times: the one that arrived last counts"
                .formatted(side, of.acrossPartitions));
      }
    }
    if (tally.crowded > 0) {
      notes.add(
          "%,d keys have so many differing rows that not all of them were looked at in pairs"
              .formatted(tally.crowded));
    }
  }
}
