package io.twinstream.ends.lines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A position in the lines of a sender: all lines up to a number of a stream, and all streams before
 * that. Its JSON: {@code {"stream":"3f2a","line":1234}}.
 */
final class LineOffset extends Offset {
  /** Before every line of every stream. */
  static final LineOffset NONE = new LineOffset("", 0);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String stream;
  private final long line;

  LineOffset(String stream, long line) {
    this.stream = stream;
    this.line = line;
  }

  /**
   * Returns the offset that a checkpoint holds.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LineOffset ofJson(String json) {
    try {
      JsonNode read = JSON.readTree(json);
      return new LineOffset(read.required("stream").asText(), read.required("line").asLong());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an offset of a line: " + json, e);
    }
  }

  String stream() {
    return stream;
  }

  /** Returns the number of the last line; 0 if there is none. */
  long line() {
    return line;
  }

  /** Returns the number of the last line if this is a position in that stream, else 0. */
  long lineOf(String name) {
    return stream.equals(name) ? line : 0;
  }

  @Override
  public String json() {
    return JSON.createObjectNode().put("stream", stream).put("line", line).toString();
  }
}
