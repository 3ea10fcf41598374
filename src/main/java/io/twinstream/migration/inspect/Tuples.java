package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/** Reads Scala's tuples, and the entries of maps, which are pairs that were written without one. */
final class Tuples {
  private static final Pattern TUPLE = Pattern.compile("scala\\.Tuple\\d{1,2}(\\$mc[A-Z]+\\$sp)?");

  private Tuples() {}

  /**
   * Returns the members of a tuple.
   *
   * @throws NoSuchElementException if it is none
   */
  public static List<Object> members(Object tuple) {
    if (tuple instanceof Entry entry) {
      List<Object> both = new ArrayList<>(2);
      both.add(entry.key);
      both.add(entry.value);
      return both;
    }
    if (!(tuple instanceof Instance instance) || !isTuple(instance)) {
      throw unknown(tuple);
    }
    String name = instance.type().name();
    if (name.equals("scala.Tuple2")) { // one of each key of a state
      return Arrays.asList(instance.get("_1"), instance.get("_2"));
    }
    int arity = Integer.parseInt(name.replaceAll("scala\\.Tuple(\\d+).*", "$1"));
    List<Object> members = new ArrayList<>(arity);
    for (int i = 1; i <= arity; i++) {
      members.add(member(instance, "_" + i));
    }
    return members;
  }

  /** Tells whether a value is a tuple of Scala. */
  public static boolean isTuple(Object value) {
    return value instanceof Instance instance
        && instance.type().name().startsWith("scala.Tuple")
        && TUPLE.matcher(instance.type().name()).matches();
  }

  /** Tells whether an element is an entry of a map that was written without a tuple. */
  public static boolean isEntry(Object element) {
    return element instanceof Entry;
  }

  /** Such an entry. */
  record Entry(Object key, Object value) {}

  static Object entry(Object tuple) {
    List<Object> both = members(tuple);
    return new Entry(both.get(0), both.get(1));
  }

  /** A tuple of primitives has two fields of a name: the specialized one holds the value. */
  private static Object member(Instance tuple, String name) {
    for (Instance.Field field : tuple.fields()) {
      if (field.name().startsWith(name + "$mc")) {
        return field.value();
      }
    }
    return tuple.get(name);
  }

  static NoSuchElementException unknown(Object value) {
    return new NoSuchElementException(
        "%s is not a known collection".formatted(Instance.show(value)));
  }
}
