package io.twinstream.migration.inspect;

import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A class as a stream describes it. */
final class ClassDescription {
  private final String name;
  private final long serialVersionUid;
  private int flags;
  private List<FieldDescription> fields = List.of();
  private ClassDescription parent;
  private List<ClassDescription> levels;

  ClassDescription(String name, long serialVersionUid) {
    this.name = name;
    this.serialVersionUid = serialVersionUid;
  }

  void complete(int flags, List<FieldDescription> fields, ClassDescription parent) {
    this.flags = flags;
    this.fields = fields;
    this.parent = parent;
  }

  /** Returns the name as {@code Class.getName} gives it; of a proxy, its interfaces' names. */
  public String name() {
    return name;
  }

  /** Returns the serialVersionUID; 0 for a proxy. */
  public long serialVersionUid() {
    return serialVersionUid;
  }

  /** Returns the flags of the stream's grammar. */
  int flags() {
    return flags;
  }

  /** Returns the serializable class above it; null if there is none. */
  ClassDescription parent() {
    return parent;
  }

  /** Returns the serialized fields: the primitive ones first, in the order of the stream. */
  public List<FieldDescription> fields() {
    return fields;
  }

  /** Tells whether this is the class of that name, or below it. */
  public boolean isA(String className) {
    for (ClassDescription level = this; level != null; level = level.parent) {
      if (level.name.equals(className)) {
        return true;
      }
    }
    return false;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  boolean writesItself() {
    return has(ObjectStreamConstants.SC_WRITE_METHOD);
  }

  /** Returns the serializable classes from the topmost to this one. */
  List<ClassDescription> levels() {
    if (levels == null) {
      List<ClassDescription> found = new ArrayList<>();
      for (ClassDescription level = this; level != null; level = level.parent) {
        found.add(level);
      }
      Collections.reverse(found);
      levels = found;
    }
    return levels;
  }

  @Override
  public String toString() {
    return name;
  }
}
