package io.twinstream.migration.inspect;

import java.util.List;

/** An array of objects. Its values are read while it is already referred to. */
final class ObjectArray {
  private final ClassDescription type;
  private List<Object> values = List.of();

  ObjectArray(ClassDescription type) {
    this.type = type;
  }

  void complete(List<Object> read) {
    values = read;
  }

  /** Returns the array's class, such as {@code [Ljava.lang.String;}. */
  public ClassDescription type() {
    return type;
  }

  /** Returns the values; nulls among them. */
  public List<Object> values() {
    return values;
  }
}
