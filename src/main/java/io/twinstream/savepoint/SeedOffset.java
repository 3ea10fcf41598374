package io.twinstream.savepoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A position in a seed: before its rows, or behind them. The latter says of which savepoint they
 * were, so that a micro-batch that is run again is not given others.
 */
final class SeedOffset extends Offset {
  static final SeedOffset BEFORE = new SeedOffset(JsonNodeFactory.instance.objectNode());

  private static final String SAVEPOINT = "savepoint";
  private static final String STATE = "state";

  private final JsonNode json;

  private SeedOffset(JsonNode json) {
    this.json = json;
  }

  /**
   * Returns the position behind the rows of a state.
   *
   * @param sha256 of {@code savepoint.json}
   */
  static SeedOffset behind(String sha256, String state) {
    return new SeedOffset(
        JsonNodeFactory.instance.objectNode().put(SAVEPOINT, sha256).put(STATE, state));
  }

  /** Returns an offset of a query's log; empty if it is of another source. */
  static Optional<SeedOffset> ofJson(String text) {
    return Savepoints.tree(text)
        .filter(json -> json.isObject() && json.size() == 2)
        .filter(json -> json.path(SAVEPOINT).isTextual() && json.path(STATE).isTextual())
        .map(json -> behind(json.get(SAVEPOINT).textValue(), json.get(STATE).textValue()));
  }

  @Override
  public String json() {
    return Savepoints.json(json);
  }
}
