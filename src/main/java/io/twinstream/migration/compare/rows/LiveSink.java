package io.twinstream.migration.compare.rows;

import java.util.List;

/** Takes the rows of a scan, from one thread at a time. */
@FunctionalInterface
public interface LiveSink {
  /**
   * Takes rows that follow one another in their partitions.
   *
   * @param position from where a later scan goes on once these are kept; null where every scan
   *     brings all rows
   */
  void accept(List<LiveRow> rows, String position);
}
