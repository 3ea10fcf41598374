package io.twinstream.migration.record;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.error.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of records what must not leave production. What it hashes is another value, and the
 * same for equal ones; a value that it cannot read is hashed whole. Not thread-safe.
 */
public final class Mask implements UnaryOperator<Recorded> {
  /** The fields that are no part of the value. */
  static final String KEY = "@key";

  static final String HEADERS = "@headers";

  private static final Pattern FORM = Pattern.compile("(.+)=(hash|drop)");

  private final Map<String, Action> actions;
  private final KeyedHash hash;
  private final MaskedValue value;
  private final TreeSet<String> unseen;
  private long hashedWhole;

  private Mask(Map<String, Action> actions, KeyedHash hash) {
    this.actions = actions;
    this.hash = hash;
    Map<String, Action> ofValue = new HashMap<>(actions);
    ofValue.keySet().removeAll(List.of(KEY, HEADERS));
    this.unseen = new TreeSet<>(ofValue.keySet());
    this.value =
        ofValue.isEmpty()
            ? null
            : isCsv(ofValue)
                ? new MaskedCsv(ofValue, hash, unseen::remove)
                : new MaskedJson(ofValue, hash, unseen::remove);
  }

  /** What is done with a field. */
  enum Action {
    HASH,
    DROP
  }

  /** Masks the values of one format. */
  interface MaskedValue {
    /** Returns the masked value; null if it is not of the format. */
    byte[] mask(byte[] value);
  }

  /**
   * Returns the mask that is written so.
   *
   * @param fields {@code FIELD=hash} or {@code FIELD=drop}: a path into JSON such as {@code
   *     user.name}, a column of CSV from 1, {@code @key} or {@code @headers}
   * @throws UserError if one of them is none
   */
  public static Mask of(List<String> fields, KeyedHash hash) {
    Map<String, Action> actions = new HashMap<>();
    for (String field : fields) {
      Matcher matcher = FORM.matcher(field);
      if (!matcher.matches()) {
        throw UserError.usage(
            "'%s' is not a mask: write FIELD=hash or FIELD=drop; FIELD is a path into JSON such as user.name, a column of CSV such as 3, @key or @headers"
                .formatted(field));
      }
      Action action = matcher.group(2).equals("hash") ? Action.HASH : Action.DROP;
      if (matcher.group(1).equals(HEADERS) && action == Action.HASH) {
        throw UserError.usage("'%s': headers can only be dropped".formatted(field));
      }
      actions.put(matcher.group(1), action);
    }
    return new Mask(actions, hash);
  }

  private static boolean isCsv(Map<String, Action> fields) {
    long columns = fields.keySet().stream().filter(name -> name.matches("[1-9]\\d{0,4}")).count();
    if (columns > 0 && columns < fields.size()) {
      throw UserError.usage(
          "%s: columns of CSV and fields of JSON cannot be masked together"
              .formatted(String.join(", ", new TreeSet<>(fields.keySet()))));
    }
    return columns > 0;
  }

  /** Returns how many values were hashed whole, as they were not of the format. */
  public long hashedWhole() {
    return hashedWhole;
  }

  /** Returns the fields that no value had. */
  public List<String> unseen() {
    return List.copyOf(unseen);
  }

  @Override
  public Recorded apply(Recorded record) {
    if (actions.isEmpty()) {
      return record;
    }
    return new Recorded(
        record.arrivalMillis(),
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestampMillis(),
        record.timestampType(),
        key(record.key()),
        value == null || record.value() == null ? record.value() : value(record.value()),
        actions.containsKey(HEADERS) ? List.of() : record.headers());
  }

  private byte[] key(byte[] key) {
    Action action = actions.get(KEY);
    return action == null || key == null ? key : action == Action.DROP ? null : hash.ofBytes(key);
  }

  private byte[] value(byte[] bytes) {
    byte[] masked = value.mask(bytes);
    if (masked == null) {
      hashedWhole++;
      return hash.ofBytes(bytes);
    }
    return masked;
  }
}
