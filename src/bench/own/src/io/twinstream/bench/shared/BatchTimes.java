package io.twinstream.bench.shared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * What was measured of a job that replays a recording.
 *
 * @param isCorrect whether what was written last is the known answer
 * @param median milliseconds of a batch, as {@code min} and {@code max}
 * @param peakHeapMebibytes the most that the heap held, garbage included
 */
public record BatchTimes(
    boolean isCorrect, long median, long min, long max, long peakHeapMebibytes) {
  /**
   * Returns the times of the batches that are measured, and what the heap of this JVM has held.
   *
   * @param all the time of each batch, by its end
   */
  public static BatchTimes of(Map<Long, Long> all, LongPredicate isMeasured, boolean isCorrect) {
    List<Long> millis =
        all.entrySet().stream()
            .filter(batch -> isMeasured.test(batch.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .toList();
    return new BatchTimes(
        isCorrect,
        millis.get(millis.size() / 2),
        millis.get(0),
        millis.get(millis.size() - 1),
        TimedReplay.peakHeapMebibytes());
  }

  /** Returns what a contestant says in the end, and what its row has. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("correct", isCorrect);
    json.putObject("millisPerBatch").put("median", median).put("min", min).put("max", max);
    return json.put("peakHeapMebibytes", peakHeapMebibytes);
  }

  /** Returns what a contestant has said. */
  public static BatchTimes parse(String json) throws JsonProcessingException {
    JsonNode said = new ObjectMapper().readTree(json);
    JsonNode millis = said.get("millisPerBatch");
    return new BatchTimes(
        said.get("correct").asBoolean(),
        millis.get("median").asLong(),
        millis.get("min").asLong(),
        millis.get("max").asLong(),
        said.get("peakHeapMebibytes").asLong());
  }
}
