package io.twinstream.migration.inspect;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of which one object graph may take no more than its {@link Limits}. */
final class LimitedBytes extends Bytes {
  private final Limits limits;
  private long startedAt;
  private long values;

  LimitedBytes(InputStream in, Limits limits) {
    super(in);
    this.limits = limits;
  }

  /** The next object graph begins here. */
  void beginGraph() {
    startedAt = position();
    values = 0;
  }

  /** Takes that many values of the graph's limit. */
  void charge(long count) throws IOException {
    values += count;
    if (values > limits.values()) {
      throw malformed("an object of more than %,d values".formatted(limits.values()));
    }
    check(0);
  }

  @Override
  byte[] bytes(long count) throws IOException {
    check(count);
    return super.bytes(count);
  }

  private void check(long wanted) throws IOException {
    if (position() - startedAt > limits.bytes() - wanted) {
      throw malformed("an object of more than %,d bytes".formatted(limits.bytes()));
    }
  }

  /** Returns an error that says where the stream is wrong. */
  MalformedStreamException malformed(String what) {
    return new MalformedStreamException("byte %,d: %s".formatted(position(), what));
  }
}
