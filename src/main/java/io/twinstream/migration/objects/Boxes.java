package io.twinstream.migration.objects;

import java.util.Set;

/** Objects of {@code java.lang} that hold one primitive. */
final class Boxes {
  private static final Set<String> NAMES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Short");

  private Boxes() {}

  /** Returns what such an object holds; any other as it is. */
  static Object unboxed(Instance instance) {
    if (!NAMES.contains(instance.type().name()) || !instance.has("value")) {
      return instance;
    }
    Object value = instance.get("value");
    return value == null || value instanceof Instance ? instance : value;
  }
}
