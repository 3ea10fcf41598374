package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The first batch whose rows differ.
 *
 * @param batch the batch time in ms
 * @param index the batch's number from 0
 * @param kind what the difference looks like
 * @param explanation the same in words, with figures
 * @param onlyDstream rows that only the classic engine has, as often as they stand there more; at
 *     most {@link #SHOWN}
 * @param onlyStructured rows that only the port has; at most {@link #SHOWN}
 * @param changed rows of the same key with other values; at most {@link #SHOWN}
 * @param earlier what was last written for the first {@link #TRACED} of those keys
 * @param input the batch's input lines; at most {@link #SHOWN}, each at most {@link #LONGEST_LINE}
 *     characters
 * @param around the batches before and behind, and this one
 */
record Divergence(
    long batch,
    int index,
    Kind kind,
    String explanation,
    List<JsonNode> onlyDstream,
    List<JsonNode> onlyStructured,
    List<Change> changed,
    List<Earlier> earlier,
    List<String> input,
    List<Neighbour> around) {
  static final int SHOWN = 20;
  static final int TRACED = 5;
  static final int LONGEST_LINE = 200;

  /** What a difference looks like. */
  enum Kind {
    MISSING_ROW("the port lacks rows"),
    EXTRA_ROW("the port has rows that the classic job has not"),
    WRONG_VALUE("the same keys, other values"),
    DUPLICATE_ROW("rows of the same keys, a different number of times"),
    CUMULATIVE("the port counts since the beginning, not per batch"),
    PER_BATCH("the port counts per batch, not since the beginning"),
    SHIFTED_BATCH("the same rows in another batch"),
    MIXED("rows are missing, extra or changed at once");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }
  }

  /** One key with its values in both engines. */
  record Change(JsonNode key, JsonNode dstream, JsonNode structured) {}

  /**
   * A batch near the divergence: how many rows each engine has there, and whether they are equal.
   */
  record Neighbour(long batch, long dstreamRows, long structuredRows, boolean isEqual) {}
}
