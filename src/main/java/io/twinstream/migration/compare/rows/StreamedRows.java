package io.twinstream.migration.compare.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of any number given to a sink of this JVM a few thousand at a time. Only where Spark runs in
 * this JVM: to collect them would take memory for all.
 */
final class StreamedRows {
  private static final int AT_ONCE = 5_000;
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<Long, LiveRows.Sink> SINKS = new ConcurrentHashMap<>();

  private StreamedRows() {}

  /**
   * Gives all rows to the sink.
   *
   * @param isCounted whether the last column is how often a row is there
   */
  static void give(Dataset<Row> rows, int keys, boolean isCounted, LiveRows.Sink sink) {
    long number = NUMBERS.incrementAndGet();
    SINKS.put(number, sink);
    try {
      rows.foreachPartition(new ToSink(number, keys, isCounted));
    } finally {
      SINKS.remove(number);
    }
  }

  private record ToSink(long number, int keys, boolean isCounted)
      implements ForeachPartitionFunction<Row>, Serializable {
    @Override
    public void call(Iterator<Row> rows) {
      LiveRows.Sink sink = SINKS.get(number);
      List<LiveRow> some = new ArrayList<>(AT_ONCE);
      while (rows.hasNext()) {
        some.add(row(rows.next()));
        if (some.size() == AT_ONCE || !rows.hasNext()) {
          synchronized (sink) {
            sink.accept(some, null);
          }
          some = new ArrayList<>(AT_ONCE);
        }
      }
    }

    private LiveRow row(Row row) {
      if (!isCounted) {
        return LiveRow.of(FlatRows.flat(row, keys), 1);
      }
      int last = row.length() - 1;
      List<Object> fields = new ArrayList<>(last);
      for (int i = 0; i < last; i++) {
        fields.add(row.get(i));
      }
      return LiveRow.of(
          FlatRows.flat(RowFactory.create(fields.toArray()), keys), row.getLong(last));
    }
  }
}
