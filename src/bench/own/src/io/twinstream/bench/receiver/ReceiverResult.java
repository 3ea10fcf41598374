package io.twinstream.bench.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Result;
import java.util.List;
import java.util.Optional;

/**
 * How fast a contestant took what a receiver stored, each of several times.
 *
 * @param linesPerSecond the slowest first
 * @param failure why there are no more
 */
public record ReceiverResult(
    ReceiverContestant contestant, List<Long> linesPerSecond, Optional<String> failure)
    implements Result {
  @Override
  public boolean isCorrect() {
    return failure.isEmpty();
  }

  long median() {
    return linesPerSecond.get(linesPerSecond.size() / 2);
  }

  long min() {
    return linesPerSecond.get(0);
  }

  long max() {
    return linesPerSecond.get(linesPerSecond.size() - 1);
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("correct", isCorrect());
    failure.ifPresentOrElse(
        why -> row.put("failure", why),
        () ->
            row.putObject("linesPerSecond")
                .put("median", median())
                .put("min", min())
                .put("max", max()));
    return row;
  }
}
