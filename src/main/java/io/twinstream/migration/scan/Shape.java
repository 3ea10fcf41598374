package io.twinstream.migration.scan;

import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * Which overloads of a method a rule is for: the simple names of the parameter types, {@code _} for
 * any one type, {@code ...} at the end for any more; {@code *} is every overload. Simple names,
 * because the packages of Spark's function types changed between its versions.
 */
final class Shape {
  private final String text;
  private final List<String> pattern;
  private final boolean isOpen;

  private Shape(String text) {
    this.text = text;
    List<String> names = text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
    this.isOpen = text.equals("*") || text.endsWith("...");
    this.pattern = isOpen ? names.subList(0, names.size() - 1) : names;
  }

  /** Returns the shape a table cell writes; {@code ()} is no parameters. */
  static Shape parse(String text) {
    return new Shape(text.equals("()") ? "" : text);
  }

  boolean isAny() {
    return text.equals("*");
  }

  boolean matches(String descriptor) {
    if (isAny()) {
      return true;
    }
    Type[] parameters = Type.getArgumentTypes(descriptor);
    if (parameters.length < pattern.size() || parameters.length > pattern.size() && !isOpen) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      if (!pattern.get(i).equals("_") && !pattern.get(i).equals(simpleName(parameters[i]))) {
        return false;
      }
    }
    return true;
  }

  private static String simpleName(Type type) {
    String name = type.getClassName();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
