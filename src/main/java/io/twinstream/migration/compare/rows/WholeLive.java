package io.twinstream.migration.compare.rows;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table, a query or a folder: a scan brings all rows, or those from a time on. */
final class WholeLive implements LiveEnd {
  private final End end;
  private String seen;

  WholeLive(End end) {
    this.end = end;
  }

  @Override
  public boolean isIncremental() {
    return false;
  }

  @Override
  public void resume(String position, String columns) {
    seen = null;
  }

  @Override
  public String columns() {
    return null;
  }

  @Override
  public Optional<EndRows> shape(SparkSession session) {
    return end instanceof FolderEnd folder && folder.isEmpty(session)
        ? Optional.empty()
        : Optional.of(end.read(session));
  }

  @Override
  public boolean hasRange(Plan plan, Side side, EndRows shape) {
    return end instanceof JdbcEnd table && table.hasRange(plan, side, shape);
  }

  @Override
  public boolean scan(
      SparkSession session, Side side, Planner planner, OptionalLong low, LiveRows.Sink sink) {
    String now = null;
    if (end instanceof FolderEnd folder) {
      now = folder.listing(session);
      if (now.equals(seen)) {
        return false;
      }
    }
    EndRows rows = end.read(session);
    Plan plan = planner.plan(rows);
    if (low.isPresent() && end instanceof JdbcEnd table) {
      rows = table.from(session, plan, side, low.getAsLong());
    }
    FlatRows flat = new FlatRows(plan);
    Dataset<Row> all = flat.flat(side, rows);
    Layout layout = plan.layout();
    if (layout.isLog()) {
      all = flat.counted(all);
    } else if (layout.hasOrder()[side.ordinal()]) {
      all = flat.last(all);
    }
    StreamedRows.give(all, layout.key().size(), layout.isLog(), sink);
    seen = now;
    return true;
  }

  @Override
  public void close() {
    // Nothing is kept open.
  }
}
