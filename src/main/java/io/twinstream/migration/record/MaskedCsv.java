package io.twinstream.migration.record;

import io.twinstream.migration.record.Mask.Action;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Masks columns, from 1, of values that are a line of comma-separated columns, in double quotes
 * where they hold commas or quotes (RFC 4180). A dropped column is empty, so that those behind it
 * keep their places.
 */
final class MaskedCsv implements Mask.MaskedValue {
  private final TreeMap<Integer, Action> actions = new TreeMap<>();
  private final KeyedHash hash;
  private final Consumer<String> seen;

  /**
   * @param seen told each column that a value has
   */
  MaskedCsv(Map<String, Action> actions, KeyedHash hash, Consumer<String> seen) {
    actions.forEach((column, action) -> this.actions.put(Integer.parseInt(column), action));
    this.hash = hash;
    this.seen = seen;
  }

  @Override
  public byte[] mask(byte[] value) {
    ByteArrayOutputStream masked = new ByteArrayOutputStream(value.length + 64);
    int column = 0;
    int start = 0;
    while (start <= value.length) {
      column++;
      int end = end(value, start);
      if (end < 0) {
        return null;
      }
      Action action = actions.get(column);
      if (column > 1) {
        masked.write(',');
      }
      if (action == null) {
        masked.write(value, start, end - start);
      } else if (action == Action.HASH && end > start) {
        masked.writeBytes(hash.ofBytes(content(value, start, end)));
      }
      start = end + 1;
    }
    if (column < actions.lastKey()) {
      return null;
    }
    actions.keySet().forEach(each -> seen.accept(each.toString()));
    return masked.toByteArray();
  }

  /** Returns where the column ends that begins there; -1 if its quotes do not. */
  private static int end(byte[] value, int start) {
    int end = start;
    if (end < value.length && value[end] == '"') {
      end++;
      while (end < value.length && (value[end] != '"' || isDoubled(value, end))) {
        end += value[end] == '"' ? 2 : 1;
      }
      end++;
      return end > value.length || end < value.length && value[end] != ',' ? -1 : end;
    }
    while (end < value.length && value[end] != ',') {
      end++;
    }
    return end;
  }

  private static boolean isDoubled(byte[] value, int quote) {
    return quote + 1 < value.length && value[quote + 1] == '"';
  }

  /** Returns a column without its quotes, so that it is the same with them and without. */
  private static byte[] content(byte[] value, int start, int end) {
    if (value[start] != '"') {
      return Arrays.copyOfRange(value, start, end);
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream(end - start);
    for (int i = start + 1; i < end - 1; i++) {
      content.write(value[i]);
      i += value[i] == '"' ? 1 : 0;
    }
    return content.toByteArray();
  }
}
