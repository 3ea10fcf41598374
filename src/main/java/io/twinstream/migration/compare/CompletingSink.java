package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Completion;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hands on, for each batch of changed rows, the newest row of every key. What a batch writes of a
 * key beside its first row is handed on too, with this batch alone: a batch writes a key once.
 */
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
    Set<JsonNode> written = new HashSet<>();
    List<R> all = new ArrayList<>();
    for (R row : rows.collect()) {
      if (written.add(key(row))) {
        newest.put(key(row), row);
      } else {
        all.add(row);
      }
    }
    newest.values().removeIf(row -> how.removed().test(row, batch));
    all.addAll(newest.values());
    complete.write(BatchRows.of(all), batch);
  }

  private JsonNode key(R row) {
    return BatchDiff.part(format.toNode(row), format.keyColumns());
  }
}
