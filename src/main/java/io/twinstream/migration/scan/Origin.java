package io.twinstream.migration.scan;

import java.util.Set;

/** Where a value in a method comes from; casts and local variables are looked through. */
sealed interface Origin {
  /** The parameter in this local variable; 0 is {@code this} in an instance method. */
  record Parameter(int local) implements Origin {}

  /** A constant: a String, a number, or null. */
  record Constant(Object value) implements Origin {}

  /** A new object of that type, as {@code new} gave it. */
  record Created(String type, int index) implements Origin {}

  /** A new array with what the code puts into it. */
  record Array(Set<Origin> elements) implements Origin {}

  /** A field, static or not. */
  record Field(String owner, String name, String descriptor) implements Origin {}

  /** What a call returned. */
  record Returned(Call call) implements Origin {}

  /** A lambda or method reference. */
  record Lambda(Closure closure) implements Origin {}
}
