package io.twinstream.migration.scan;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How many bytes may still be unpacked from one archive; streams of it fail when none are left. */
final class Budget {
  private final long most;
  private long left;

  Budget(long most) {
    this.most = most;
    this.left = most;
  }

  /** Returns the stream, counted. */
  InputStream counted(InputStream in) {
    return new Counted(in);
  }

  private void take(long bytes) throws TooLarge {
    left -= Math.max(0, bytes);
    if (left < 0) {
      throw new TooLarge(most);
    }
  }

  /** More was unpacked than the budget allows. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLarge(long most) {
      super("unpacks to more than %,d bytes; the rest of it is not read".formatted(most));
    }
  }

  private final class Counted extends FilterInputStream {
    private Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      take(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int count = super.read(buffer, from, length);
      take(count);
      return count;
    }
  }
}
