package io.twinstream.source;

import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A position in a stream that is a plain count: of lines, or of batches. Its JSON is the number.
 */
final class CountOffset extends Offset {
  private final long count;

  CountOffset(long count) {
    this.count = count;
  }

  static CountOffset ofJson(String json) {
    return new CountOffset(Long.parseLong(json.strip()));
  }

  long count() {
    return count;
  }

  @Override
  public String json() {
    return Long.toString(count);
  }
}
