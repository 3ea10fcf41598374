package io.twinstream.migration.inspect;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads collections as Scala 2.11, 2.12, 2.13, Java and Guava serialize them: their own fields, or
 * a proxy that wrote their elements.
 */
final class CollectionValues {
  private static final int DEEPEST = 8;

  /** Collections around one other, and their fields that hold it. */
  private static final List<String> WRAPPERS =
      List.of(
          "scala.collection.mutable.WrappedArray$of",
          "scala.collection.mutable.ArraySeq$of",
          "scala.collection.immutable.ArraySeq$of",
          "scala.collection.convert.",
          "scala.collection.immutable.Map$WithDefault",
          "scala.collection.immutable.SortedMap$WithDefault",
          "scala.collection.mutable.Map$WithDefault",
          "scala.collection.mutable.SortedMap$WithDefault",
          "java.util.Collections$Unmodifiable",
          "java.util.Collections$Synchronized",
          "java.util.Collections$Checked");

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

  /**
   * Returns the elements, as {@link #elements(Object)} does; empty if it is no collection that is
   * known.
   */
  static Optional<List<Object>> ifKnown(Instance collection) {
    return Optional.ofNullable(orNull(collection, DEEPEST));
  }

  /** A hostile stream may hold a collection that wraps itself. */
  static List<Object> elements(Object collection, int deepest) {
    if (deepest == 0) {
      throw new NoSuchElementException("a collection within itself");
    }
    if (collection instanceof ObjectArray array) {
      return array.values();
    }
    if (collection instanceof ElementList list) {
      return list.values();
    }
    if (collection != null && collection.getClass().isArray()) {
      return IntStream.range(0, Array.getLength(collection))
          .mapToObj(i -> Array.get(collection, i))
          .toList();
    }
    List<Object> known = collection instanceof Instance instance ? orNull(instance, deepest) : null;
    if (known == null) {
      throw Tuples.unknown(collection);
    }
    return known;
  }

  private static List<Object> orNull(Instance instance, int deepest) {
    String name = instance.type().name();
    boolean mayWrap =
        name.startsWith("scala.collection.") || name.startsWith("java.util.Collections$");
    if (mayWrap && WRAPPERS.stream().anyMatch(name::startsWith)) {
      for (String inner : INNER) {
        if (instance.has(inner)) {
          return elements(instance.get(inner), deepest - 1);
        }
      }
    }
    return name.startsWith("scala.")
        ? ScalaCollections.elements(instance, deepest)
        : JavaCollections.elements(instance, deepest);
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
}
