package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The forms of {@code java.util}'s collections, and of Guava's. */
final class JavaCollections {
  private static final String CONCURRENT = "java.util.concurrent.";
  private static final String GUAVA = "com.google.common.collect.";

  /** What a collection of a class holds. */
  private interface Form {
    /** A form that is another collection's takes that from {@code within}. */
    List<Object> elements(Instance collection, Written written);
  }

  private static final Form PAIRS_TO_NULL = (collection, in) -> pairsToNull(in);
  private static final Form TO_NULL = (collection, in) -> toNull(in);
  private static final Form COUNTED = (collection, in) -> Forms.values(in, in.readInt());
  private static final Form COUNTED_PAIRS = (collection, in) -> Forms.pairs(in, in.readInt());
  private static final Form COUNTED_TIMES = (collection, in) -> times(in);
  private static final Form NONE = (collection, in) -> List.of();

  private static final Map<String, Form> FORMS =
      Map.ofEntries(
          Map.entry("java.util.ArrayList", JavaCollections::arrayList),
          Map.entry("java.util.LinkedList", COUNTED),
          Map.entry("java.util.ArrayDeque", COUNTED),
          Map.entry("java.util.PriorityQueue", JavaCollections::arrayList),
          Map.entry("java.util.Vector", JavaCollections::vector),
          Map.entry("java.util.HashSet", JavaCollections::hashSet),
          Map.entry("java.util.TreeSet", JavaCollections::treeSet),
          Map.entry("java.util.HashMap", JavaCollections::hashMap),
          Map.entry("java.util.Hashtable", JavaCollections::hashMap),
          Map.entry("java.util.TreeMap", COUNTED_PAIRS),
          Map.entry("java.util.EnumMap", COUNTED_PAIRS),
          Map.entry("java.util.IdentityHashMap", COUNTED_PAIRS),
          Map.entry("java.util.CollSer", JavaCollections::immutable),
          Map.entry("java.util.Collections$EmptyList", NONE),
          Map.entry("java.util.Collections$EmptySet", NONE),
          Map.entry("java.util.Collections$EmptyMap", NONE),
          Map.entry("java.util.Collections$SingletonList", JavaCollections::singleton),
          Map.entry("java.util.Collections$SingletonSet", JavaCollections::singleton),
          Map.entry(
              "java.util.Collections$SingletonMap",
              (map, in) -> List.of(new Tuples.Entry(map.get("k"), map.get("v")))),
          Map.entry(CONCURRENT + "ConcurrentHashMap", PAIRS_TO_NULL),
          Map.entry(CONCURRENT + "ConcurrentSkipListMap", PAIRS_TO_NULL),
          Map.entry(CONCURRENT + "ConcurrentLinkedQueue", TO_NULL),
          Map.entry(CONCURRENT + "ConcurrentLinkedDeque", TO_NULL),
          Map.entry(CONCURRENT + "LinkedBlockingQueue", TO_NULL),
          Map.entry(CONCURRENT + "LinkedBlockingDeque", TO_NULL),
          Map.entry(CONCURRENT + "CopyOnWriteArrayList", COUNTED),
          Map.entry(GUAVA + "HashMultiset", COUNTED_TIMES),
          Map.entry(GUAVA + "LinkedHashMultiset", COUNTED_TIMES),
          Map.entry(GUAVA + "ConcurrentHashMultiset", COUNTED_TIMES),
          Map.entry(GUAVA + "TreeMultiset", (set, in) -> times(skipped(in, 1))),
          Map.entry(GUAVA + "HashBiMap", COUNTED_PAIRS),
          Map.entry(GUAVA + "ArrayListMultimap", (map, in) -> multimap(in)),
          Map.entry(GUAVA + "HashMultimap", (map, in) -> multimap(in)),
          Map.entry(GUAVA + "ImmutableListMultimap", (map, in) -> multimap(in)),
          Map.entry(GUAVA + "ImmutableSetMultimap", (map, in) -> multimap(skipped(in, 1))),
          Map.entry(GUAVA + "TreeMultimap", (map, in) -> multimap(skipped(in, 2))));

  /** Collections that are another one, which a field holds. */
  private static final Map<String, String> INNER =
      Map.ofEntries(
          Map.entry("java.util.Arrays$ArrayList", "a"),
          Map.entry("java.util.EnumSet$SerializationProxy", "elements"),
          Map.entry(CONCURRENT + "CopyOnWriteArraySet", "al"),
          Map.entry(CONCURRENT + "atomic.AtomicIntegerArray", "array"),
          Map.entry(CONCURRENT + "atomic.AtomicLongArray", "array"),
          Map.entry(CONCURRENT + "atomic.AtomicReferenceArray", "array"),
          Map.entry(GUAVA + "ImmutableList$SerializedForm", "elements"),
          Map.entry(GUAVA + "ImmutableSet$SerializedForm", "elements"),
          Map.entry(GUAVA + "ImmutableSortedSet$SerializedForm", "elements"),
          Map.entry(GUAVA + "ImmutableEnumSet$EnumSerializedForm", "delegate"),
          Map.entry(GUAVA + "ImmutableEnumMap$EnumSerializedForm", "delegate"),
          Map.entry(GUAVA + "StandardTable", "backingMap"));

  /** Sets that are the keys of a map, which a field holds. */
  private static final Map<String, String> KEYS =
      Map.of(
          "java.util.Collections$SetFromMap",
          "m",
          CONCURRENT + "ConcurrentSkipListSet",
          "m",
          CONCURRENT + "ConcurrentHashMap$KeySetView",
          "map");

  private static final String IMMUTABLE_MAP = GUAVA + "ImmutableMap$SerializedForm";

  private JavaCollections() {}

  /**
   * Returns the elements, or the entries of a map; null if it is none of these. A class of the
   * application that adds no field to one of them is one.
   */
  static List<Object> elements(Instance collection, int deepest) {
    List<ClassDescription> levels = collection.type().levels();
    for (int i = levels.size() - 1; i >= 0; i--) {
      String name = levels.get(i).name();
      Form form = FORMS.get(name);
      if (form != null) {
        return form.elements(collection, collection.written(name));
      }
      String inner = INNER.get(name);
      if (inner != null) {
        return CollectionValues.elements(collection.get(inner), deepest - 1);
      }
      String map = KEYS.get(name);
      if (map != null) {
        return keys(CollectionValues.elements(collection.get(map), deepest - 1));
      }
      if (name.equals(IMMUTABLE_MAP)) {
        return immutableMap(collection, deepest - 1);
      }
      boolean isOwn = !name.startsWith("java.") && !name.startsWith(GUAVA);
      if (isOwn && !(levels.get(i).fields().isEmpty() && collection.items(i).isEmpty())) {
        return null;
      }
    }
    return null;
  }

  private static List<Object> keys(List<Object> entries) {
    return entries.stream().map(entry -> Tuples.members(entry).get(0)).toList();
  }

  /** Capacity or length; then the elements, as many as the field says. */
  private static List<Object> arrayList(Instance list, Written written) {
    written.readInt();
    return Forms.values(written, (int) list.number("size"));
  }

  private static List<Object> vector(Instance vector, Written written) {
    return Forms.first(vector, "elementCount", Forms.slots(vector.get("elementData")));
  }

  private static List<Object> hashMap(Instance map, Written written) {
    written.readInt();
    return Forms.pairs(written, written.readInt());
  }

  /** Capacity, load factor, size; then the elements. */
  private static List<Object> hashSet(Instance set, Written written) {
    written.readInt();
    written.readInt();
    return Forms.values(written, written.readInt());
  }

  /** The comparator, size; then the elements. */
  private static List<Object> treeSet(Instance set, Written written) {
    return Forms.values(skipped(written, 1), written.readInt());
  }

  private static Written skipped(Written written, int values) {
    for (int i = 0; i < values; i++) {
      written.value();
    }
    return written;
  }

  private static List<Object> singleton(Instance collection, Written written) {
    return Collections.singletonList(collection.get("element"));
  }

  /** {@code List.of}, {@code Set.of} and {@code Map.of}: their keys and values in turn. */
  private static List<Object> immutable(Instance proxy, Written written) {
    List<Object> all = Forms.values(written, written.readInt());
    boolean isMap = (proxy.number("tag") & 0xff) == 3;
    return isMap ? Forms.paired(all) : all;
  }

  private static List<Object> toNull(Written written) {
    List<Object> elements = new ArrayList<>();
    for (Object next = written.value(); next != null; next = written.value()) {
      elements.add(next);
    }
    return elements;
  }

  private static List<Object> pairsToNull(Written written) {
    List<Object> pairs = new ArrayList<>();
    for (Object key = written.value(); key != null; key = written.value()) {
      pairs.add(new Tuples.Entry(key, written.value()));
    }
    return pairs;
  }

  /** How many are different; then each with how often it is there. */
  private static List<Object> times(Written written) {
    int count = written.readInt();
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Tuples.Entry(written.value(), written.readInt()));
    }
    return pairs;
  }

  /** Each key with how many values it has, and them. */
  private static List<Object> multimap(Written written) {
    int keys = written.readInt();
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      Object key = written.value();
      pairs.add(new Tuples.Entry(key, new ElementList(Forms.values(written, written.readInt()))));
    }
    return pairs;
  }

  /** Arrays of both, or before Guava 29 also two collections. */
  private static List<Object> immutableMap(Instance map, int deepest) {
    List<Object> keys = CollectionValues.elements(map.get("keys"), deepest);
    List<Object> values = CollectionValues.elements(map.get("values"), deepest);
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
      pairs.add(new Tuples.Entry(keys.get(i), values.get(i)));
    }
    return pairs;
  }
}
