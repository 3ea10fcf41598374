package io.twinstream.ends;

import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A position in a stream that is a plain count: of lines, or of batches. Its JSON is the number.
 */
public final class CountOffset extends Offset {
  private final long count;

  public CountOffset(long count) {
    this.count = count;
  }

  public static CountOffset ofJson(String json) {
    return new CountOffset(Long.parseLong(json.strip()));
  }

  public long count() {
    return count;
  }

  @Override
  public String json() {
    return Long.toString(count);
  }
}
