package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.run.Completion;
import io.twinstream.sink.BatchRows;
import io.twinstream.sink.RowFormat;
import io.twinstream.sink.Sink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hands on, for each batch of changed rows, the newest row of every key. */
final class CompletingSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final Sink<R> complete;
  private final transient Completion<R> how;
  private final RowFormat format;
  private final transient Map<JsonNode, R> newest = new HashMap<>();

  CompletingSink(Sink<R> complete, Completion<R> how, RowFormat format) {
    this.complete = complete;
    this.how = how;
    this.format = format;
    how.initial().forEach(row -> newest.put(key(row), row));
  }

  @Override
  public void check() {
    complete.check();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    rows.collect().forEach(row -> newest.put(key(row), row));
    newest.values().removeIf(row -> how.removed().test(row, batch));
    List<R> all = new ArrayList<>(newest.values());
    complete.write(BatchRows.of(all), batch);
  }

  private JsonNode key(R row) {
    return BatchDiff.part(format.toNode(row), format.keyColumns());
  }
}
