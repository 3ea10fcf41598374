package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Values of Scala's {@code Enumeration}: number and name. A name that was not given to {@code
 * Value(...)} is that of a member of the application's object, and is in the stream only where
 * something has asked for it before: else it is null. Scala 2.13 writes that object by its name
 * alone, so that a set of its values cannot be read without it.
 */
final class ScalaEnumerations {
  private ScalaEnumerations() {}

  static Map<String, Object> constant(Instance value) {
    Object name = value.get("name");
    Object outer = value.has("$outer") ? value.get("$outer") : value.get("outerEnum");
    return constant(
        value.number("i"),
        name,
        name == null && outer instanceof Instance all && !isNameAlone(all) ? names(all) : Map.of());
  }

  static List<Object> set(Instance values) {
    Instance outer = values.instance("$outer");
    if (isNameAlone(outer)) {
      throw new NoSuchElementException(
          "a set of %s, of which a stream of Scala 2.13 has the name alone"
              .formatted(outer.type()));
    }
    long first = outer.number("bottomId");
    Map<Object, Object> names = names(outer);
    List<Object> constants = new ArrayList<>();
    for (Object bit : CollectionValues.elements(values.get("nnIds"))) {
      constants.add(constant((Integer) bit + first, null, names));
    }
    return constants;
  }

  private static boolean isNameAlone(Instance outer) {
    return outer.asWritten() != outer;
  }

  private static Map<String, Object> constant(long id, Object name, Map<Object, Object> names) {
    Map<String, Object> constant = new LinkedHashMap<>();
    constant.put(StateValue.CLASS, "scala.Enumeration$Val");
    constant.put("id", Math.toIntExact(id));
    constant.put("name", name == null ? names.get((int) id) : name);
    return constant;
  }

  /** Those that were asked for, and those that the constants themselves were given. */
  private static Map<Object, Object> names(Instance outer) {
    if (!outer.has("nmap") || !outer.has("vmap")) {
      throw new NoSuchElementException("%s has no names".formatted(outer.type()));
    }
    Map<Object, Object> names = new HashMap<>(CollectionValues.map(outer.get("nmap")));
    CollectionValues.map(outer.get("vmap"))
        .forEach(
            (id, constant) -> {
              if (constant instanceof Instance given && given.has("name")) {
                names.computeIfAbsent(id, any -> given.get("name"));
              }
            });
    return names;
  }
}
