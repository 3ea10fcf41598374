package io.twinstream.migration.inspect;

import java.util.Set;

/**
 * Objects that stand for something else: those of {@code java.lang} that hold one primitive, and
 * what Scala 2.13 writes for an {@code object}, such as {@code None}.
 */
final class StandIns {
  private static final Set<String> BOXES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Short");

  private static final String MODULE = "scala.runtime.ModuleSerializationProxy";

  private StandIns() {}

  /** Returns what such an object stands for; any other as it is. */
  static Object resolved(Instance instance) {
    String name = instance.type().name();
    if (BOXES.contains(name) && instance.has("value")) {
      Object value = instance.get("value");
      return value == null || value instanceof Instance ? instance : value;
    }
    if (name.equals(MODULE)
        && instance.has("moduleClass")
        && instance.get("moduleClass") instanceof ClassDescription module) {
      return new Instance(module, instance);
    }
    return instance;
  }
}
