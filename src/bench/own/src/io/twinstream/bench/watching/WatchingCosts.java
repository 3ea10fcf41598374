package io.twinstream.bench.watching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What it costs to watch a run, for each batch.
 *
 * @param isCorrect whether the figures that were watched are the known ones
 * @param batchMillis the median time of a batch
 * @param listenerMicros on the engine's own thread
 * @param pageMicros of the processor, to answer the page as often as it asks in an interval
 * @param metricsMicros of the processor, to answer Prometheus each batch
 * @param stateMicros to count the state, which Spark does for the structured engine itself
 */
record WatchingCosts(
    boolean isCorrect,
    double batchMillis,
    double listenerMicros,
    double pageMicros,
    double metricsMicros,
    double stateMicros) {
  private static final double MICROS = 1_000;
  private static final double PERCENT = 100;

  /** Returns all of it as a share of the batch, in percent. */
  double percent() {
    return PERCENT
        * (listenerMicros + pageMicros + metricsMicros + stateMicros)
        / (batchMillis * MICROS);
  }

  /** Returns what a contestant says in the end, and what its row has. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("correct", isCorrect);
    json.put("millisPerBatch", batchMillis);
    json.putObject("microsPerBatch")
        .put("listener", listenerMicros)
        .put("page", pageMicros)
        .put("metrics", metricsMicros)
        .put("state", stateMicros);
    return json.put("percentOfBatch", percent());
  }

  /** Returns what a contestant has said. */
  static WatchingCosts parse(String json) throws JsonProcessingException {
    JsonNode said = new ObjectMapper().readTree(json);
    JsonNode micros = said.get("microsPerBatch");
    return new WatchingCosts(
        said.get("correct").asBoolean(),
        said.get("millisPerBatch").asDouble(),
        micros.get("listener").asDouble(),
        micros.get("page").asDouble(),
        micros.get("metrics").asDouble(),
        micros.get("state").asDouble());
  }
}
