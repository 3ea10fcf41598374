package io.twinstream.bench.shared;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What came of a contestant. */
public interface Result {
  /** Returns who was measured. */
  Contestant contestant();

  /** Tells whether what it computed is the known answer. */
  boolean isCorrect();

  /** Returns why it ended before its time; empty if it did not. */
  Optional<String> failure();

  /** Returns its row of the scenario's JSON file, which begins with {@link #row}. */
  ObjectNode json();

  /** Returns a row that has its name and nothing else. */
  default ObjectNode row() {
    return JsonNodeFactory.instance.objectNode().put("name", contestant().label());
  }

  /** Tells whether it is to be seen in charts. */
  default boolean isValid() {
    return isCorrect() && failure().isEmpty();
  }

  /** Returns why it is in no chart. */
  default String why() {
    return failure().orElse("WRONG RESULT");
  }
}
