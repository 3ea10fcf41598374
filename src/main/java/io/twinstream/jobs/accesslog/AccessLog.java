package io.twinstream.jobs.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rule of the access log, free of any engine.
 *
 * <p>Input: lines. A line is of the Common Log Format, {@code host ident user [time] "request"
 * status bytes}, with anything behind it, as in the combined format. A quote in the request is
 * escaped by a backslash. The endpoint is the request's path without its query; a request that is
 * no {@code method path ...}, which servers log for what they could not read, has none. A line of
 * another form is counted under the status {@value #MALFORMED}.
 */
final class AccessLog {
  static final String MALFORMED = "malformed";

  private static final int STATUS_DIGITS = 3;

  private AccessLog() {}

  /** Returns why a line is none of the log; empty if it is one. */
  public static Optional<String> problem(String line) {
    return subjects(line).contains(Subject.status(MALFORMED))
        ? Optional.of("not a line of the Common Log Format")
        : Optional.empty();
  }

  /** Returns what a line counts for: its status, and its endpoint if there is one. */
  static List<Subject> subjects(String line) {
    int time = line.indexOf(" [");
    int request = time < 0 ? -1 : line.indexOf("] \"", time);
    int end = request < 0 ? -1 : endOfQuoted(line, request + 3);
    if (end < 0 || spaces(line, time) != 2 || !isStatusAndBytes(line, end + 1)) {
      return List.of(Subject.status(MALFORMED));
    }
    Subject status = Subject.status(line.substring(end + 2, end + 2 + STATUS_DIGITS));
    return path(line.substring(request + 3, end))
        .map(path -> List.of(status, Subject.endpoint(path)))
        .orElse(List.of(status));
  }

  /**
   * Compares endpoints by how much they were asked for, most first, and those alike by their names
   * in the order of UTF-8 bytes. That is Spark SQL's order; Java's own differs beyond U+FFFF.
   */
  static Comparator<AccessCount> mostFirst() {
    return (Comparator<AccessCount> & java.io.Serializable)
        (one, other) ->
            one.getCount() != other.getCount()
                ? Long.compare(other.getCount(), one.getCount())
                : Arrays.compareUnsigned(bytes(one.getName()), bytes(other.getName()));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static long spaces(String line, int until) {
    return line.chars().limit(until).filter(c -> c == ' ').count();
  }

  /** Returns where the quote that closes it stands; -1 if there is none. */
  private static int endOfQuoted(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  /** Tells whether a space, three digits, a space and a number or a dash stand there. */
  private static boolean isStatusAndBytes(String line, int at) {
    int bytes = at + STATUS_DIGITS + 2;
    if (bytes >= line.length()
        || line.charAt(at) != ' '
        || !areDigits(line, at + 1, bytes - 1)
        || line.charAt(bytes - 1) != ' ') {
      return false;
    }
    int end = line.indexOf(' ', bytes);
    int until = end < 0 ? line.length() : end;
    return areDigits(line, bytes, until) || line.substring(bytes, until).equals("-");
  }

  private static boolean areDigits(String line, int from, int until) {
    return from < until
        && line.substring(from, until).chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private static Optional<String> path(String request) {
    String[] parts = request.split(" ", 3);
    if (parts.length < 2 || parts[1].isEmpty()) {
      return Optional.empty();
    }
    int query = parts[1].indexOf('?');
    return Optional.of(query < 0 ? parts[1] : parts[1].substring(0, query));
  }
}
