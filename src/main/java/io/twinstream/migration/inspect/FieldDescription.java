package io.twinstream.migration.inspect;

/**
 * A field as a stream describes it.
 *
 * @param type one of {@code BCDFIJSZ} for primitives, {@code L} for an object, {@code [} for an
 *     array
 * @param name its name in the class
 * @param signature the declared type, such as {@code Ljava/lang/String;}; empty for primitives
 */
record FieldDescription(char type, String name, String signature) {
  /** Tells whether what was read can be the value of a field that is no primitive. */
  boolean takes(Object value) {
    if (signature.equals("Ljava/lang/String;")) {
      return value instanceof String;
    }
    return type == '['
        ? value instanceof ObjectArray || value.getClass().isArray()
        : !(value instanceof Written.Block);
  }
}
