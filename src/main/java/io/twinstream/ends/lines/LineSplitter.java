package io.twinstream.ends.lines;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines as {@code BufferedReader.readLine} does: at a line feed, a carriage return,
 * or both. A line over the limit is counted and skipped, and never held whole. Not thread-safe.
 */
final class LineSplitter {
  private final int longestLine;
  private final Consumer<byte[]> lines;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private boolean isAfterReturn;
  private boolean isTooLong;
  private long skipped;

  /**
   * @param longestLine bytes of the longest line that is taken
   * @param lines told each line, without its end
   */
  LineSplitter(int longestLine, Consumer<byte[]> lines) {
    this.longestLine = longestLine;
    this.lines = lines;
  }

  /** Takes the next bytes; tells the lines that end in them. */
  void take(byte[] bytes, int length) {
    take(bytes, 0, length);
  }

  /**
   * Takes the bytes from one position (inclusive) until another; tells the lines that end there.
   */
  void take(byte[] bytes, int from, int until) {
    int start = from;
    for (int i = from; i < until; i++) {
      byte next = bytes[i];
      if (next == '\n' && isAfterReturn) {
        start = i + 1;
      } else if (next == '\n' || next == '\r') {
        endLine(bytes, start, i);
        start = i + 1;
      }
      isAfterReturn = next == '\r';
    }
    append(bytes, start, until);
  }

  /** Tells what stands after the last line end, if anything does. */
  void end() {
    if (beginning.size() > 0 || isTooLong) {
      endLine(new byte[0], 0, 0);
    }
  }

  /** Returns how many lines were skipped because they were over the limit. */
  long skipped() {
    return skipped;
  }

  private void append(byte[] bytes, int start, int end) {
    if (end - start > longestLine - beginning.size()) {
      isTooLong = true;
    } else {
      beginning.write(bytes, start, end - start);
    }
  }

  private void endLine(byte[] bytes, int start, int end) {
    if (beginning.size() == 0 && !isTooLong && end - start <= longestLine) {
      lines.accept(Arrays.copyOfRange(bytes, start, end));
      return;
    }
    append(bytes, start, end);
    if (isTooLong) {
      skipped++;
    } else {
      lines.accept(beginning.toByteArray());
    }
    beginning.reset();
    isTooLong = false;
  }
}
