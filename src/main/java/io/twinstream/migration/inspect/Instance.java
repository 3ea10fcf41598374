package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An object: per class level its fields, and what the class wrote beside them. References may go in
 * circles, so it has no equality of its own.
 */
final class Instance {
  private final ClassDescription type;
  private final Level[] levels;

  /** What the stream had in its place; null if that is itself. */
  private final Instance written;

  Instance(ClassDescription type) {
    this(type, null);
  }

  Instance(ClassDescription type, Instance written) {
    this.written = written;
    this.type = type;
    this.levels = new Level[type.levels().size()];
  }

  /** What one class of an object's hierarchy wrote; the values are null if it wrote no fields. */
  private record Level(Object[] values, List<Object> written) {}

  void complete(int level, Object[] values, List<Object> written) {
    levels[level] = new Level(values, written);
  }

  /** Returns what the stream had in its place: itself, but for an {@code object} of Scala 2.13. */
  Instance asWritten() {
    return written == null ? this : written;
  }

  /** Returns the fields of one class of the hierarchy; null if it wrote none. */
  Object[] values(int level) {
    return levels[level] == null ? null : levels[level].values;
  }

  /** Returns what one class of the hierarchy wrote beside its fields. */
  List<Object> items(int level) {
    return levels[level] == null ? List.of() : levels[level].written;
  }

  /** Returns its class. */
  public ClassDescription type() {
    return type;
  }

  /** Tells whether it is of that class, or of one below. */
  public boolean isA(String className) {
    return type.isA(className);
  }

  /** Tells whether there is a field of that name. */
  public boolean has(String field) {
    return find(field) != null;
  }

  /**
   * Returns a field's value; the lowest class that has one wins. A private field of Scala is found
   * by its own name too, where the compiler has put the class's name before it.
   *
   * @throws NoSuchElementException if there is no such field
   */
  public Object get(String field) {
    Object[] found = find(field);
    if (found == null) {
      throw new NoSuchElementException("%s has no field '%s'".formatted(type, field));
    }
    return found[0];
  }

  /**
   * Returns a number that a field holds.
   *
   * @throws NoSuchElementException if there is no such field, or it holds something else
   */
  public long number(String field) {
    return as(field, Number.class).longValue();
  }

  /**
   * Returns the object that a field holds.
   *
   * @throws NoSuchElementException if there is no such field, or it holds something else
   */
  public Instance instance(String field) {
    return as(field, Instance.class);
  }

  /** Returns the text that a field holds; empty if it holds null or there is none. */
  public Optional<String> text(String field) {
    Object[] found = find(field);
    return found != null && found[0] instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** Returns a reader of what one class of the hierarchy wrote beside its fields. */
  public Written written(String className) {
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] != null && type.levels().get(i).name().equals(className)) {
        return new Written(className, levels[i].written().iterator());
      }
    }
    throw new NoSuchElementException("%s is not a %s".formatted(type, className));
  }

  /** Returns a reader of what the object's own class wrote beside its fields. */
  public Written written() {
    return written(type.name());
  }

  /** Tells whether one of its classes wrote more than its fields. */
  public boolean hasWritten() {
    return Arrays.stream(levels).anyMatch(level -> level != null && !level.written.isEmpty());
  }

  /**
   * Returns the fields in the order of the stream, those of a class before those of the classes
   * below it.
   *
   * @param above the class to begin below of
   */
  public List<Field> fieldsBelow(String above) {
    List<Field> fields = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < levels.length; i++) {
      if (type.levels().get(i).name().equals(above)) {
        first = i + 1;
      }
    }
    for (int i = first; i < levels.length; i++) {
      List<FieldDescription> described = type.levels().get(i).fields();
      for (int f = 0; levels[i] != null && levels[i].values != null && f < described.size(); f++) {
        fields.add(new Field(described.get(f).name(), levels[i].values[f]));
      }
    }
    return fields;
  }

  /** Returns all fields, as {@link #fieldsBelow} does. */
  public List<Field> fields() {
    return fieldsBelow("");
  }

  /**
   * A field with its value.
   *
   * @param name the name in the class
   * @param value its value
   */
  public record Field(String name, Object value) {}

  private <T> T as(String field, Class<T> wanted) {
    Object value = get(field);
    if (!wanted.isInstance(value)) {
      throw new NoSuchElementException(
          "field '%s' of %s holds no %s but %s"
              .formatted(field, type, wanted.getSimpleName(), show(value)));
    }
    return wanted.cast(value);
  }

  /** Returns the value in an array of its own, as it may be null; null if there is no field. */
  private Object[] find(String field) {
    for (int i = levels.length - 1; i >= 0; i--) {
      List<FieldDescription> described = type.levels().get(i).fields();
      for (int f = 0; levels[i] != null && levels[i].values != null && f < described.size(); f++) {
        String name = described.get(f).name();
        if (name.equals(field) || isMangled(name, field)) {
          return new Object[] {levels[i].values[f]};
        }
      }
    }
    return null;
  }

  private static boolean isMangled(String name, String field) {
    return name.endsWith(field) && name.startsWith("$$", name.length() - field.length() - 2);
  }

  /** Names a value for messages. */
  static String show(Object value) {
    if (value instanceof Instance instance) {
      return "a " + instance.type;
    }
    return value == null ? "null" : "a " + value.getClass().getSimpleName();
  }

  @Override
  public String toString() {
    return "a " + type;
  }
}
