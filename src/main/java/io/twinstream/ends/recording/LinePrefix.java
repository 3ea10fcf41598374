package io.twinstream.ends.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is before the payload in a line of a recording: {@code arrival_ms[@topic]} and a tab. */
final class LinePrefix {
  /** What stands before the name of a topic. */
  static final char TOPIC = '@';

  private static final int LONGEST_ARRIVAL = 18;
  private static final int LONGEST_TOPIC = 249;

  /** As many bytes of a line's beginning hold any prefix. */
  static final int LONGEST = LONGEST_ARRIVAL + LONGEST_TOPIC + 2;

  private static final int SNIFFED_LINES = 20;
  private static final byte[] END = " end".getBytes(StandardCharsets.US_ASCII);

  private LinePrefix() {}

  /** Tells whether at least half of the first lines have one, or name the end. */
  static boolean beginsMost(InputStream in) throws IOException {
    int lines = 0;
    int withArrival = 0;
    byte[] beginning = new byte[LONGEST];
    while (lines < SNIFFED_LINES) {
      int length = 0;
      int next = in.read();
      if (next < 0) {
        break;
      }
      while (next >= 0 && next != '\n') {
        if (length < beginning.length) {
          beginning[length] = (byte) next;
          length++;
        }
        next = in.read();
      }
      lines++;
      withArrival +=
          arrivalDigits(beginning, length) > 0 || endDigits(beginning, length) > 0 ? 1 : 0;
    }
    return lines > 0 && withArrival * 2 >= lines;
  }

  /**
   * Returns how many digits stand before the tab, or the topic and the tab, that ends an arrival; 0
   * if there is none.
   */
  static int arrivalDigits(byte[] beginning, int length) {
    int digits = 0;
    while (digits < length && beginning[digits] >= '0' && beginning[digits] <= '9') {
      digits++;
    }
    if (digits > LONGEST_ARRIVAL) {
      return 0;
    }
    int tab = digits;
    if (tab < length && beginning[tab] == TOPIC) {
      do {
        tab++;
      } while (tab < length && isOfTopic((char) beginning[tab]));
      if (tab - digits < 2) {
        return 0;
      }
    }
    return tab < length && beginning[tab] == '\t' ? digits : 0;
  }

  /** Returns how many digits a line has that names the end; 0 if it does not. */
  static int endDigits(byte[] beginning, int length) {
    int digits = length - END.length;
    return digits > 0
            && digits <= LONGEST_ARRIVAL
            && Arrays.equals(beginning, digits, length, END, 0, END.length)
            && areDigits(beginning, digits)
        ? digits
        : 0;
  }

  private static boolean areDigits(byte[] beginning, int until) {
    for (int i = 0; i < until; i++) {
      if (beginning[i] < '0' || beginning[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /** The characters of a topic's name that Kafka allows. */
  private static boolean isOfTopic(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
