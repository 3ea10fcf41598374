package io.twinstream.migration.compare;

import io.twinstream.api.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/**
 * What one engine made of a recording.
 *
 * @param rows the JSON lines of all batches, ascending by batch, see {@link RowLog}
 * @param rowsPerBatch batch time in ms to rows; batches without rows are left out
 * @param millisPerBatch batch time in ms to processing time in ms
 * @param took the whole run
 * @param leftOut rows that were written and are not compared, as the other engine may not have come
 *     to write them before the input ended
 */
record EngineRun(
    Engine engine,
    Path rows,
    SortedMap<Long, Long> rowsPerBatch,
    Map<Long, Long> millisPerBatch,
    Duration took,
    long leftOut) {
  long rowCount() {
    return rowsPerBatch.values().stream().mapToLong(Long::longValue).sum();
  }
}
