package io.twinstream.migration.inspect;

import com.google.common.collect.Sets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** Trees, ranges and open tables of Scala 2.11 and 2.12, whose fields were written as they are. */
final class ScalaTrees {
  private ScalaTrees() {}

  /**
   * A tree of arrays of 32. Those on the way to the focus are in the fields display0 to display5,
   * and may be newer than in the tree.
   */
  static List<Object> vector(Instance vector) {
    int depth = (int) vector.number("depth");
    long focus = vector.number("focus");
    long end = vector.number("endIndex");
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Sets.newIdentityHashSet();
    for (long i = vector.number("startIndex"); i < end; ) {
      Object node = vector.get("display" + (depth - 1));
      for (int level = depth - 1; level > 0; level--) {
        node =
            i >> 5 * level == focus >> 5 * level
                ? vector.get("display" + (level - 1))
                : slots(node).get((int) (i >> 5 * level) & 31);
      }
      Forms.once(seen, node, "a vector with a part that comes twice");
      long endOfLeaf = Math.min(end, (i | 31) + 1);
      elements.addAll(slots(node).subList((int) i & 31, (int) (endOfLeaf - 1 & 31) + 1));
      i = endOfLeaf;
    }
    return elements;
  }

  private static List<Object> slots(Object node) {
    if (!(node instanceof ObjectArray array) || array.values().size() != 32) {
      throw new NoSuchElementException("a vector with %s in it".formatted(Instance.show(node)));
    }
    return array.values();
  }

  static List<Object> range(Instance range) {
    long start = range.number("start");
    long step = range.number("step");
    boolean isEmpty = (Boolean) range.get("isEmpty");
    int count = Forms.computed(range, isEmpty ? 0 : range.number("numRangeElements"));
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add((int) (start + i * step));
    }
    return elements;
  }

  /** Of whole numbers; how others are counted is a function of the range. */
  static List<Object> numericRange(Instance range) {
    if (!(range.get("start") instanceof Long start
        && range.get("end") instanceof Long end
        && range.get("step") instanceof Long step
        && step != 0)) {
      throw new NoSuchElementException("a %s of other numbers than Long".formatted(range.type()));
    }
    boolean isInclusive = (Boolean) range.get("isInclusive");
    List<Object> elements = new ArrayList<>();
    for (long i = start; step > 0 ? i <= end : i >= end; i += step) {
      if (i == end && !isInclusive) {
        break;
      }
      Forms.computed(range, elements.size());
      elements.add(i);
    }
    return elements;
  }

  /** A proxy with the ordering before the elements, or the tree itself: 2.12.12 and before. */
  static List<Object> sorted(Instance collection) {
    boolean isMap = collection.type().name().contains("Map");
    if (collection.has("tree")) {
      return inOrder(collection.get("tree"), isMap);
    }
    Written written = collection.written();
    if (!collection.type().name().endsWith("Proxy")) {
      written.value();
      return inOrder(written.value(), isMap);
    }
    int count = written.readInt();
    written.value();
    return isMap ? Forms.pairs(written, count) : Forms.values(written, count);
  }

  static List<Object> mutable(Instance collection) {
    return inOrder(
        collection.instance("tree").get("root"), collection.type().name().endsWith("Map"));
  }

  private static List<Object> inOrder(Object root, boolean isMap) {
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Sets.newIdentityHashSet();
    Deque<Instance> above = new ArrayDeque<>();
    Object node = root;
    while (node != null || !above.isEmpty()) {
      for (; node instanceof Instance each; node = each.get("left")) {
        Forms.once(seen, each, "a tree with a part that comes twice");
        above.push(each);
      }
      Instance next = above.pop();
      elements.add(isMap ? new Tuples.Entry(next.get("key"), next.get("value")) : next.get("key"));
      node = next.get("right");
    }
    return elements;
  }

  /** Maps of whole numbers to values, by the numbers' bits. */
  static List<Object> numbers(Instance map) {
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Sets.newIdentityHashSet();
    Deque<Object> open = new ArrayDeque<>(List.of(map));
    while (!open.isEmpty()) {
      if (!(open.pop() instanceof Instance node) || !seen.add(node)) {
        throw new NoSuchElementException("a tree with a part that comes twice");
      }
      if (node.has("left")) {
        open.push(node.get("right"));
        open.push(node.get("left"));
      } else {
        elements.add(new Tuples.Entry(node.get("key"), node.get("value")));
      }
    }
    return elements;
  }

  /** A key that is 0 or the least is beside the table; a free slot has one of these. */
  static List<Object> longMap(Instance map) {
    List<Object> elements = new ArrayList<>();
    long extra = map.number("extraKeys");
    if ((extra & 1) != 0) {
      elements.add(new Tuples.Entry(0L, map.get("zeroValue")));
    }
    if ((extra & 2) != 0) {
      elements.add(new Tuples.Entry(Long.MIN_VALUE, map.get("minValue")));
    }
    long[] keys = (long[]) map.get("_keys");
    List<Object> values = Forms.slots(map.get("_values"));
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != -keys[i]) {
        elements.add(new Tuples.Entry(keys[i], values.get(i)));
      }
    }
    return elements;
  }

  /** A free slot has no hash. */
  static List<Object> anyRefMap(Instance map) {
    List<Object> elements = new ArrayList<>();
    int[] hashes = (int[]) map.get("_hashes");
    List<Object> keys = Forms.slots(map.get("_keys"));
    List<Object> values = Forms.slots(map.get("_values"));
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] + hashes[i] != 0) {
        elements.add(new Tuples.Entry(keys.get(i), values.get(i)));
      }
    }
    return elements;
  }
}
