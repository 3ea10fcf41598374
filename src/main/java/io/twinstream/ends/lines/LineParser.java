package io.twinstream.ends.lines;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a sender says on one connection: lines of {@link LineProtocol}, or plain lines if the
 * first bytes are not its greeting. Holds one line at most, and of a line over the limit no more
 * than the limit. Not thread-safe.
 */
final class LineParser {
  private static final byte[] PREFIX = LineProtocol.PREFIX.getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_NUMBER = 18;
  private static final int SHOWN = 40;

  /** What was read. */
  interface Events {
    /** The sender speaks the protocol, and will number the lines of that stream. */
    void greeted(String stream) throws ProtocolException;

    /** The sender serves another receiver. */
    void busy() throws ProtocolException;

    /** A line as it came, without its end; its number is 0 if the sender does not number them. */
    void line(long number, byte[] line);

    /** A line over the limit; its number is 0 if the sender does not number them. */
    void tooLong(long number);

    /** The sender says that there are no lines after those that were read. */
    void ended();
  }

  private enum Mode {
    UNDECIDED,
    GREETING,
    NUMBERED,
    PLAIN
  }

  private final int longestLine;
  private final Events events;
  private final LineSplitter plain;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private Mode mode = Mode.UNDECIDED;
  private boolean isTooLong;
  private long plainSkipped;
  private int taken;

  /**
   * @param longestLine bytes of the longest line that is taken
   */
  LineParser(int longestLine, Events events) {
    this.longestLine = longestLine;
    this.events = events;
    this.plain =
        new LineSplitter(
            longestLine,
            line -> {
              taken++;
              events.line(0, line);
            });
  }

  /**
   * Reads bytes until they are over, or so many lines were told.
   *
   * @param from the first byte to read
   * @param until the byte after the last
   * @param most lines to tell, at least 1
   * @return the position of the first byte that was not read
   * @throws ProtocolException if a sender that speaks the protocol says what it does not allow
   */
  int take(byte[] bytes, int from, int until, int most) throws ProtocolException {
    taken = 0;
    int position = from;
    while (position < until && taken < most) {
      position =
          switch (mode) {
            case UNDECIDED -> decide(bytes, position);
            case GREETING -> message(bytes, position, until, LineProtocol.LONGEST_MESSAGE);
            case NUMBERED -> message(bytes, position, until, LONGEST_NUMBER + 1 + longestLine);
            case PLAIN -> plain(bytes, position, until);
          };
    }
    return position;
  }

  /**
   * Tells the plain line that ends with the connection; a numbered one without its line feed is
   * none.
   */
  void end() {
    if (mode == Mode.UNDECIDED) {
      becomePlain();
    }
    if (mode == Mode.PLAIN) {
      plain.end();
      tellSkipped();
    }
  }

  private int decide(byte[] bytes, int position) {
    if (bytes[position] != PREFIX[beginning.size()]) {
      becomePlain();
      return position;
    }
    beginning.write(bytes[position]);
    if (beginning.size() == PREFIX.length) {
      mode = Mode.GREETING;
    }
    return position + 1;
  }

  private void becomePlain() {
    mode = Mode.PLAIN;
    plain.take(beginning.toByteArray(), beginning.size());
    beginning.reset();
  }

  private int plain(byte[] bytes, int position, int until) {
    int end = position;
    while (end < until && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    int next = Math.min(end + 1, until);
    plain.take(bytes, position, next);
    tellSkipped();
    return next;
  }

  private void tellSkipped() {
    for (; plainSkipped < plain.skipped(); plainSkipped++) {
      taken++;
      events.tooLong(0);
    }
  }

  private int message(byte[] bytes, int position, int until, int longest) throws ProtocolException {
    int end = position;
    while (end < until && bytes[end] != '\n') {
      end++;
    }
    if (beginning.size() == 0 && !isTooLong && end < until && end - position <= longest) {
      told(bytes, position, end);
      return end + 1;
    }
    int fits = Math.min(end - position, longest - beginning.size());
    beginning.write(bytes, position, fits);
    isTooLong |= fits < end - position;
    if (mode == Mode.GREETING && isTooLong) {
      throw new ProtocolException("a greeting without an end");
    }
    if (end == until) {
      return until;
    }
    byte[] message = beginning.toByteArray();
    beginning.reset();
    told(message, 0, message.length);
    isTooLong = false;
    return end + 1;
  }

  private void told(byte[] message, int from, int until) throws ProtocolException {
    if (mode == Mode.GREETING) {
      greeted(new String(line(message, from, until), StandardCharsets.UTF_8));
    } else {
      numbered(message, from, until);
    }
  }

  private void greeted(String greeting) throws ProtocolException {
    mode = Mode.NUMBERED;
    String stream = LineProtocol.streamOf(greeting).orElse(null);
    if (stream == null) {
      events.busy();
    } else {
      events.greeted(stream);
    }
  }

  private void numbered(byte[] message, int from, int until) throws ProtocolException {
    int space = from;
    long number = 0;
    while (space < until
        && space < from + LONGEST_NUMBER
        && message[space] >= '0'
        && message[space] <= '9') {
      number = 10 * number + message[space] - '0';
      space++;
    }
    if (number > 0 && space < until && message[space] == ' ') {
      taken++;
      if (isTooLong || until - space - 1 > longestLine) {
        events.tooLong(number);
      } else {
        events.line(number, line(message, space + 1, until));
      }
      return;
    }
    String said = new String(line(message, from, until), StandardCharsets.UTF_8);
    if (!said.equals(LineProtocol.END)) {
      throw new ProtocolException(
          "a line without its number: '%s'"
              .formatted(said.substring(0, Math.min(SHOWN, said.length()))));
    }
    events.ended();
  }

  /** A carriage return before the line feed belongs to the line's end. */
  private static byte[] line(byte[] message, int from, int until) {
    boolean hasReturn = until > from && message[until - 1] == '\r';
    return Arrays.copyOfRange(message, from, hasReturn ? until - 1 : until);
  }
}
