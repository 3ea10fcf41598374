package io.twinstream.bench.shared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What came of a contestant whose batches are timed. */
public interface BatchResult extends Result {
  /** Returns the times of its batches, or why there are none. */
  Attempt<BatchTimes> attempt();

  /** Returns the times of its batches; it must not have failed. */
  default BatchTimes times() {
    return attempt().measured().orElseThrow();
  }

  @Override
  default boolean isCorrect() {
    return attempt().measured().map(BatchTimes::isCorrect).orElse(false);
  }

  @Override
  default Optional<String> failure() {
    return attempt().failure();
  }

  @Override
  default ObjectNode json() {
    ObjectNode row = row();
    attempt().measured().ifPresent(times -> row.setAll(times.json()));
    failure().ifPresent(why -> row.put("correct", false).put("failure", why));
    return row;
  }
}
