package io.twinstream.bench.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BatchResult;
import io.twinstream.bench.shared.BatchTimes;

/**
 * What a contestant of {@code state} took for its batches.
 *
 * @param keys how many its state has
 */
public record StateResult(StateContestant contestant, int keys, Attempt<BatchTimes> attempt)
    implements BatchResult {
  @Override
  public ObjectNode row() {
    return BatchResult.super.row().put("keys", keys);
  }
}
