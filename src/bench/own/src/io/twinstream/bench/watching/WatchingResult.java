package io.twinstream.bench.watching;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.Result;
import java.util.Optional;

/** What it costs to watch a contestant of {@code watching}. */
public record WatchingResult(WatchingContestant contestant, Attempt<WatchingCosts> attempt)
    implements Result {
  WatchingCosts costs() {
    return attempt.measured().orElseThrow();
  }

  @Override
  public boolean isCorrect() {
    return attempt.measured().map(WatchingCosts::isCorrect).orElse(false);
  }

  @Override
  public Optional<String> failure() {
    return attempt.failure();
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row();
    attempt.measured().ifPresent(costs -> row.setAll(costs.json()));
    failure().ifPresent(why -> row.put("correct", false).put("failure", why));
    return row;
  }
}
