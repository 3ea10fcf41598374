package io.twinstream.migration.inspect;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The forms of Scala's collections: proxies that wrote their elements, tables with a size before
 * them, lists, trees and arrays of fields. Trees are those of 2.12; 2.13 has one proxy for nearly
 * all.
 */
final class ScalaCollections {
  private static final String PROXY_213 = "scala.collection.generic.DefaultSerializationProxy";
  private static final String BITS_213 = "scala.collection.BitSet$SerializationProxy";
  private static final String IMMUTABLE = "scala.collection.immutable.";
  private static final String MUTABLE = "scala.collection.mutable.";
  private static final int LARGEST_NAMED = 4;

  private ScalaCollections() {}

  /** Returns the elements, or the entries of a map; null if it is none of these. */
  static List<Object> elements(Instance collection, int deepest) {
    String name = collection.type().name();
    if (name.equals(PROXY_213)) {
      return proxied213(collection);
    }
    if (collection.isA(BITS_213)) {
      return bits213(collection.written(BITS_213));
    }
    if (name.startsWith(IMMUTABLE)) {
      return immutable(name.substring(IMMUTABLE.length()), collection, deepest);
    }
    if (name.startsWith(MUTABLE)) {
      return mutable(name.substring(MUTABLE.length()), collection, deepest);
    }
    return name.equals("scala.collection.concurrent.TrieMap") ? trie(collection.written()) : null;
  }

  private static List<Object> immutable(String name, Instance collection, int deepest) {
    return switch (name) {
      case "Nil$", "Map$EmptyMap$", "Set$EmptySet$", "ListMap$EmptyListMap$" -> List.of();
      case "ListSet$EmptyListSet$", "LongMap$Nil$", "IntMap$Nil$", "Stream$Empty$" -> List.of();
      case "List$SerializationProxy" -> untilEnd(collection.written());
      case "HashMap$SerializationProxy" -> {
        Written written = collection.written();
        yield Forms.pairs(written, written.readInt());
      }
      case "HashSet$SerializationProxy" -> {
        Written written = collection.written();
        yield Forms.values(written, written.readInt());
      }
      case "Vector" -> ScalaTrees.vector(collection);
      case "$colon$colon" -> linked(collection, "head", "tl", "next");
      case "Queue" -> queue(collection, deepest);
      case "ListMap$Node" -> reversed(collection, true);
      case "ListSet$Node" -> reversed(collection, false);
      case "Stream$Cons" -> evaluated(collection);
      case "Range", "Range$Inclusive", "Range$Exclusive" -> ScalaTrees.range(collection);
      case "NumericRange$Inclusive", "NumericRange$Exclusive" ->
          ScalaTrees.numericRange(collection);
      case "BitSet$BitSet1" -> Forms.bits(new long[] {collection.number("elems")});
      case "BitSet$BitSet2" ->
          Forms.bits(new long[] {collection.number("elems0"), collection.number("elems1")});
      case "BitSet$BitSetN" -> Forms.bits((long[]) collection.get("elems"));
      case "TreeMap", "TreeSet", "TreeMap$TreeMapProxy", "TreeSet$TreeSetProxy" ->
          ScalaTrees.sorted(collection);
      case "LongMap$Bin", "IntMap$Bin", "LongMap$Tip", "IntMap$Tip" ->
          ScalaTrees.numbers(collection);
      default -> named(name, collection);
    };
  }

  private static List<Object> mutable(String name, Instance collection, int deepest) {
    return switch (name) {
      case "ListBuffer" -> untilEnd(collection.written());
      case "HashMap", "LinkedHashMap" -> {
        Written written = collection.written();
        yield Forms.pairs(written, sizeOfTable(written));
      }
      case "HashSet", "LinkedHashSet" -> {
        Written written = collection.written();
        yield Forms.values(written, sizeOfTable(written));
      }
      case "ArrayBuffer" -> array(collection, "size0", deepest);
      case "ArraySeq" -> array(collection, "length", deepest);
      case "BitSet" -> Forms.bits((long[]) collection.get("elems"));
      case "Queue", "MutableList" ->
          Forms.first(collection, "len", linked(collection.get("first0"), "elem", "next", "next"));
      case "Stack" -> CollectionValues.elements(collection.get("elems"), deepest - 1);
      case "ListMap" ->
          CollectionValues.elements(collection.get("elems"), deepest - 1).stream()
              .map(Tuples::entry)
              .toList();
      case "ArrayStack" -> {
        List<Object> table = CollectionValues.elements(collection.get("table"), deepest - 1);
        List<Object> all = new ArrayList<>(Forms.first(collection, "index", table));
        Collections.reverse(all);
        yield all;
      }
      case "PriorityQueue" -> {
        // The first slot of its heap is not used.
        List<Object> heap = array(collection.instance("resarr"), "size0", deepest);
        yield heap.subList(Math.min(1, heap.size()), heap.size());
      }
      case "TreeMap", "TreeSet" -> ScalaTrees.mutable(collection);
      case "LongMap" -> ScalaTrees.longMap(collection);
      case "AnyRefMap" -> ScalaTrees.anyRefMap(collection);
      default -> null;
    };
  }

  /** Those of up to four elements. */
  private static List<Object> named(String name, Instance collection) {
    boolean isMap = name.startsWith("Map$Map");
    if (!isMap && !name.startsWith("Set$Set")) {
      return null;
    }
    List<Object> elements = new ArrayList<>();
    String key = isMap ? "key" : "elem";
    for (int i = 1; i <= LARGEST_NAMED && collection.has(key + i); i++) {
      Object element = collection.get(key + i);
      elements.add(isMap ? new Tuples.Entry(element, collection.get("value" + i)) : element);
    }
    return elements;
  }

  private static List<Object> proxied213(Instance proxy) {
    Written written = proxy.written();
    int size = written.readInt();
    List<Object> elements = size < 0 ? untilEnd(written) : Forms.values(written, size);
    return isMap213(proxy) ? elements.stream().map(Tuples::entry).toList() : elements;
  }

  /** The factory that makes the collection again, such as a {@code MapFactory.ToFactory}. */
  private static boolean isMap213(Instance proxy) {
    return proxy.get("factory") instanceof Instance factory
        && factory.type().name().contains("Map");
  }

  private static List<Object> bits213(Written written) {
    int count = written.readInt();
    List<Long> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(written.readLong());
    }
    return Forms.bits(words.stream().mapToLong(Long::longValue).toArray());
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

  /** How keys are hashed and compared; then keys and values in turn, and an end. */
  private static List<Object> trie(Written written) {
    written.value();
    written.value();
    List<Object> all = new ArrayList<>();
    for (Object next = written.value(); !isEndOfTrie(next); next = written.value()) {
      all.add(next);
    }
    return Forms.paired(all);
  }

  private static boolean isEndOfTrie(Object value) {
    return value instanceof Instance end
        && end.isA("scala.collection.concurrent.TrieMapSerializationEnd$");
  }

  /** 2.11 and 2.12: load factor, size, seed, whether a size map is kept; then the elements. */
  private static int sizeOfTable(Written written) {
    written.readInt();
    int size = written.readInt();
    written.readInt();
    written.readByte();
    return size;
  }

  private static List<Object> array(Instance collection, String size, int deepest) {
    return Forms.first(
        collection, size, CollectionValues.elements(collection.get("array"), deepest - 1));
  }

  /** Cells, each of which has the next; the last has itself, another class's or none. */
  private static List<Object> linked(Object first, String value, String next, String orNext) {
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Sets.newIdentityHashSet();
    Object rest = first;
    while (rest instanceof Instance cell && cell.has(value)) {
      Object following = cell.get(cell.has(next) ? next : orNext);
      Forms.once(seen, cell, "a list that goes in a circle");
      if (following == cell) {
        break;
      }
      elements.add(cell.get(value));
      rest = following;
    }
    return elements;
  }

  private static List<Object> queue(Instance queue, int deepest) {
    List<Object> all = new ArrayList<>(CollectionValues.elements(queue.get("in"), deepest - 1));
    Collections.reverse(all);
    all.addAll(0, CollectionValues.elements(queue.get("out"), deepest - 1));
    return all;
  }

  /** Each node is around the one before it. */
  private static List<Object> reversed(Instance node, boolean isMap) {
    List<Object> keys = linked(node, isMap ? "key" : "elem", "$outer", "$outer");
    List<Object> elements = new ArrayList<>(keys);
    if (isMap) {
      List<Object> values = linked(node, "value", "$outer", "$outer");
      elements.replaceAll(any -> null);
      for (int i = 0; i < keys.size(); i++) {
        elements.set(i, new Tuples.Entry(keys.get(i), values.get(i)));
      }
    }
    Collections.reverse(elements);
    return elements;
  }

  private static List<Object> evaluated(Instance stream) {
    List<Object> elements = new ArrayList<>();
    Set<Object> seen = Sets.newIdentityHashSet();
    Object rest = stream;
    while (rest instanceof Instance cell && cell.has("hd")) {
      Forms.once(seen, cell, "a Stream that goes in a circle");
      if (cell.get("tlVal") == null) {
        throw new NoSuchElementException("a Stream that was not evaluated to its end");
      }
      elements.add(cell.get("hd"));
      rest = cell.get("tlVal");
    }
    return elements;
  }
}
