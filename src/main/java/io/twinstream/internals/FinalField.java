package io.twinstream.internals;

import java.lang.reflect.Field;

/** A field that only its constructor sets, of an object that Java's serialization has made. */
final class FinalField {
  private FinalField() {}

  /** Gives the field of that name, which the class or one above it declares, a value. */
  static void set(Object owner, String name, Object value) {
    try {
      field(owner, name).set(owner, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns its value. */
  static Object get(Object owner, String name) {
    try {
      return field(owner, name).get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Object owner, String name) {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field each : type.getDeclaredFields()) {
        if (each.getName().equals(name)) {
          each.setAccessible(true);
          return each;
        }
      }
    }
    throw new IllegalStateException(
        "%s of this version of Spark has no field %s".formatted(owner.getClass().getName(), name));
  }
}
