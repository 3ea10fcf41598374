package io.twinstream.migration.inspect;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads collections as Scala 2.11, 2.12, 2.13 and Java serialize them: their own fields, or a proxy
 * that wrote their elements.
 *
 * <p>The forms are those of the Scala library's {@code SerializationProxy} classes (2.11, 2.12),
 * {@code scala.collection.generic.DefaultSerializationProxy} (2.13) and the fields of the classes
 * without a proxy.
 */
final class CollectionValues {
  private static final String PROXY_213 = "scala.collection.generic.DefaultSerializationProxy";
  private static final int LARGEST_NAMED = 4;
  private static final int DEEPEST = 8;

  /** Collections around one other, and their fields that hold it. */
  private static final List<String> WRAPPERS =
      List.of(
          "scala.collection.mutable.WrappedArray$of",
          "scala.collection.mutable.ArraySeq$of",
          "scala.collection.immutable.ArraySeq$of",
          "scala.collection.convert.",
          "java.util.Collections$Unmodifiable",
          "java.util.Collections$Synchronized");

  private static final List<String> INNER =
      List.of("array", "unsafeArray", "underlying", "list", "c", "m");

  private CollectionValues() {}

  /**
   * Returns the elements of a sequence or set, or the entries of a map as pairs of two.
   *
   * @throws NoSuchElementException if it is none that is known, or not as it should be
   */
  public static List<Object> elements(Object collection) {
    return elements(collection, DEEPEST);
  }

  /** A hostile stream may hold a collection that wraps itself. */
  private static List<Object> elements(Object collection, int deepest) {
    if (deepest == 0) {
      throw new NoSuchElementException("a collection within itself");
    }
    if (collection instanceof ObjectArray array) {
      return array.values();
    }
    if (collection != null && collection.getClass().isArray()) {
      return IntStream.range(0, Array.getLength(collection))
          .mapToObj(i -> Array.get(collection, i))
          .toList();
    }
    if (!(collection instanceof Instance instance)) {
      throw Tuples.unknown(collection);
    }
    String name = instance.type().name();
    return switch (name) {
      case PROXY_213 -> proxied213(instance);
      case "scala.collection.immutable.Nil$",
          "scala.collection.immutable.Map$EmptyMap$",
          "scala.collection.immutable.Set$EmptySet$" ->
          List.of();
      case "scala.collection.immutable.List$SerializationProxy",
          "scala.collection.mutable.ListBuffer" ->
          untilEnd(instance.written());
      case "scala.collection.immutable.HashMap$SerializationProxy" ->
          countedPairs(instance.written());
      case "scala.collection.immutable.HashSet$SerializationProxy" -> counted(instance.written());
      case "scala.collection.mutable.HashMap" -> {
        Written written = instance.written();
        yield pairs(written, sizeOfTable(written));
      }
      case "scala.collection.mutable.HashSet" -> {
        Written written = instance.written();
        yield values(written, sizeOfTable(written));
      }
      case "scala.collection.immutable.Vector" -> vector(instance);
      case "scala.collection.mutable.ArrayBuffer" -> first(instance, "size0", deepest);
      case "scala.collection.mutable.ArraySeq" -> first(instance, "length", deepest);
      case "scala.collection.immutable.$colon$colon" -> linked(instance);
      case "scala.collection.immutable.Queue" -> queue(instance, deepest);
      case "java.util.ArrayList" -> javaList(instance);
      case "java.util.Arrays$ArrayList" -> elements(instance.get("a"), deepest - 1);
      case "java.util.HashSet", "java.util.LinkedHashSet" ->
          javaSet(instance.written("java.util.HashSet"));
      case "java.util.HashMap", "java.util.LinkedHashMap" ->
          javaMap(instance.written("java.util.HashMap"));
      case "java.util.Collections$EmptyList",
          "java.util.Collections$EmptySet",
          "java.util.Collections$EmptyMap" ->
          List.of();
      case "java.util.Collections$SingletonList", "java.util.Collections$SingletonSet" ->
          Collections.singletonList(instance.get("element"));
      case "java.util.Collections$SingletonMap" ->
          List.of(new Tuples.Entry(instance.get("k"), instance.get("v")));
      case "java.util.CollSer" -> javaImmutable(instance);
      default -> byShape(instance, deepest);
    };
  }

  /**
   * Returns a map, in the order of the stream.
   *
   * @throws NoSuchElementException if it is none that is known, or not as it should be
   */
  public static Map<Object, Object> map(Object collection) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (Object element : elements(collection)) {
      List<Object> pair = Tuples.members(element);
      entries.put(pair.get(0), pair.get(1));
    }
    return entries;
  }

  /**
   * Returns what an {@code Option} of Scala holds; null for {@code None}, and for {@code
   * Some(null)}.
   *
   * @throws NoSuchElementException if it is none
   */
  public static Optional<Object> option(Object option) {
    if (option instanceof Instance instance) {
      switch (instance.type().name()) {
        case "scala.None$":
          return Optional.empty();
        case "scala.Some":
          return Optional.ofNullable(instance.get(instance.has("value") ? "value" : "x"));
        default:
          break;
      }
    }
    throw Tuples.unknown(option);
  }

  private static List<Object> proxied213(Instance proxy) {
    Written written = proxy.written();
    int size = written.readInt();
    List<Object> elements = size < 0 ? untilEnd(written) : values(written, size);
    return isMap213(proxy) ? elements.stream().map(Tuples::entry).toList() : elements;
  }

  /** The factory that makes the collection again, such as a {@code MapFactory.ToFactory}. */
  private static boolean isMap213(Instance proxy) {
    return proxy.get("factory") instanceof Instance factory
        && factory.type().name().contains("Map");
  }

  private static List<Object> untilEnd(Written written) {
    List<Object> elements = new ArrayList<>();
    while (true) {
      Object element = written.value();
      if (element instanceof Instance end
          && (end.isA("scala.collection.immutable.ListSerializeEnd$")
              || end.isA("scala.collection.generic.SerializeEnd$"))) {
        return elements;
      }
      elements.add(element);
    }
  }

  private static List<Object> counted(Written written) {
    return values(written, written.readInt());
  }

  /**
   * Scala 2.11 and 2.12: load factor, size, seed, whether a size map is kept; then the elements.
   */
  private static int sizeOfTable(Written written) {
    written.readInt();
    int size = written.readInt();
    written.readInt();
    written.readByte();
    return size;
  }

  /**
   * Scala 2.11 and 2.12: a tree of arrays of 32. Those on the way to the focus are in the fields
   * display0 to display5, and may be newer than in the tree.
   */
  private static List<Object> vector(Instance vector) {
    int depth = (int) vector.number("depth");
    long focus = vector.number("focus");
    long end = vector.number("endIndex");
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (long i = vector.number("startIndex"); i < end; ) {
      Object node = vector.get("display" + (depth - 1));
      for (int level = depth - 1; level > 0; level--) {
        node =
            i >> 5 * level == focus >> 5 * level
                ? vector.get("display" + (level - 1))
                : slots(node).get((int) (i >> 5 * level) & 31);
      }
      if (!seen.add(node)) {
        throw new NoSuchElementException("a vector with a part that comes twice");
      }
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

  private static List<Object> javaMap(Written written) {
    written.readInt();
    return pairs(written, written.readInt());
  }

  /** Capacity, load factor, size; then the elements. */
  private static List<Object> javaSet(Written written) {
    written.readInt();
    written.readInt();
    return values(written, written.readInt());
  }

  private static List<Object> javaList(Instance list) {
    Written written = list.written();
    written.readInt();
    return values(written, (int) list.number("size"));
  }

  /** {@code List.of}, {@code Set.of} and {@code Map.of}: their keys and values in turn. */
  private static List<Object> javaImmutable(Instance proxy) {
    Written written = proxy.written();
    List<Object> all = values(written, written.readInt());
    boolean isMap = (proxy.number("tag") & 0xff) == 3;
    if (!isMap) {
      return all;
    }
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i += 2) {
      pairs.add(new Tuples.Entry(all.get(i), all.get(i + 1)));
    }
    return pairs;
  }

  private static List<Object> countedPairs(Written written) {
    return pairs(written, written.readInt());
  }

  private static List<Object> values(Written written, int count) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(written.value());
    }
    return elements;
  }

  private static List<Object> pairs(Written written, int count) {
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Tuples.Entry(written.value(), written.value()));
    }
    return pairs;
  }

  private static List<Object> first(Instance collection, String size, int deepest) {
    int count = (int) collection.number(size);
    List<Object> all = elements(collection.get("array"), deepest - 1);
    if (count < 0 || count > all.size()) {
      throw new NoSuchElementException(
          "%s of %,d elements has %,d".formatted(collection.type(), count, all.size()));
    }
    return all.subList(0, count);
  }

  private static List<Object> linked(Object list) {
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Object rest = list;
    while (rest instanceof Instance cell && cell.has("head")) {
      if (!seen.add(cell)) {
        throw new NoSuchElementException("a list that goes in a circle");
      }
      elements.add(cell.get("head"));
      rest = cell.get(cell.has("tl") ? "tl" : "next");
    }
    return elements;
  }

  private static List<Object> queue(Instance queue, int deepest) {
    List<Object> all = new ArrayList<>(elements(queue.get("in"), deepest - 1));
    Collections.reverse(all);
    all.addAll(0, elements(queue.get("out"), deepest - 1));
    return all;
  }

  private static List<Object> byShape(Instance instance, int deepest) {
    String name = instance.type().name();
    if (name.matches("scala\\.collection\\.immutable\\.Map\\$Map[1-4]")) {
      return numbered(instance, "key", "value");
    }
    if (name.matches("scala\\.collection\\.immutable\\.Set\\$Set[1-4]")) {
      return numbered(instance, "elem", "");
    }
    for (String inner : INNER) {
      boolean wraps = WRAPPERS.stream().anyMatch(name::startsWith) && instance.has(inner);
      if (wraps) {
        return elements(instance.get(inner), deepest - 1);
      }
    }
    throw Tuples.unknown(instance);
  }

  private static List<Object> numbered(Instance collection, String key, String value) {
    List<Object> elements = new ArrayList<>();
    for (int i = 1; i <= LARGEST_NAMED && collection.has(key + i); i++) {
      Object element = collection.get(key + i);
      elements.add(
          value.isEmpty() ? element : new Tuples.Entry(element, collection.get(value + i)));
    }
    return elements;
  }
}
