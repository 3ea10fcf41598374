package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** What the forms of collections are made of. */
final class Forms {
  /** More elements than a computed collection may have, such as a range. */
  private static final int MOST_COMPUTED = 1_000_000;

  private Forms() {}

  static List<Object> values(Written written, int count) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(written.value());
    }
    return elements;
  }

  static List<Object> pairs(Written written, int count) {
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Tuples.Entry(written.value(), written.value()));
    }
    return pairs;
  }

  /** Keys and values in turn. */
  static List<Object> paired(List<Object> all) {
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i += 2) {
      pairs.add(new Tuples.Entry(all.get(i), all.get(i + 1)));
    }
    return pairs;
  }

  /** The first of a larger array, as many as a field says. */
  static List<Object> first(Instance collection, String size, List<Object> all) {
    int count = (int) collection.number(size);
    if (count < 0 || count > all.size()) {
      throw new NoSuchElementException(
          "%s of %,d elements has %,d".formatted(collection.type(), count, all.size()));
    }
    return all.subList(0, count);
  }

  /** The slots of an array, and of nothing else, as a hostile stream may hold anything there. */
  static List<Object> slots(Object array) {
    if (!(array instanceof ObjectArray objects)) {
      throw new NoSuchElementException(
          "%s where an array should be".formatted(Instance.show(array)));
    }
    return objects.values();
  }

  /** Checks that a part comes once, as a damaged stream may go in circles. */
  static void once(Set<Object> seen, Object part, String what) {
    if (!seen.add(part)) {
      throw new NoSuchElementException(what);
    }
  }

  /** The numbers of the bits that are set. */
  static List<Object> bits(long[] words) {
    return new ArrayList<>(java.util.BitSet.valueOf(words).stream().boxed().toList());
  }

  /** Checks a collection that takes less in the stream than in memory. */
  static int computed(Instance collection, long count) {
    if (count < 0 || count > MOST_COMPUTED) {
      throw new NoSuchElementException(
          "%s of %,d elements, more than %,d".formatted(collection.type(), count, MOST_COMPUTED));
    }
    return (int) count;
  }
}
