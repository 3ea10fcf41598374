package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Reads the annotations by which code says what is accepted in it. */
final class Acceptances {
  private static final Pattern NAME = Pattern.compile(".*[/$]AcceptedInScan;");

  private final String className;
  private final List<Suppressions.Entry> entries = new ArrayList<>();

  private Acceptances(String className) {
    this.className = className;
  }

  /** Returns what a class and its methods accept. */
  static List<Suppressions.Entry> of(ClassNode node) {
    Acceptances found = new Acceptances(node.name.replace('/', '.'));
    found.add("", node.visibleAnnotations);
    found.add("", node.invisibleAnnotations);
    for (MethodNode method : node.methods) {
      found.add(method.name, method.visibleAnnotations);
      found.add(method.name, method.invisibleAnnotations);
    }
    return List.copyOf(found.entries);
  }

  private void add(String method, List<AnnotationNode> annotations) {
    for (AnnotationNode each : annotations == null ? List.<AnnotationNode>of() : annotations) {
      if (NAME.matcher(each.desc).matches()) {
        add(method, values(each, "value", "*"), String.join(" ", values(each, "reason", "")));
      }
    }
  }

  private void add(String method, List<String> apis, String reason) {
    String place = method.isEmpty() ? className : className + "." + method;
    if (reason.isBlank()) {
      return;
    }
    for (String api : apis) {
      entries.add(
          new Suppressions.Entry(
              "annotation of " + place,
              Pattern.compile(Pattern.quote(className) + "(\\$.*)?"),
              method.isEmpty() ? Pattern.compile(".*") : Pattern.compile(Pattern.quote(method)),
              0,
              Suppressions.pattern(api),
              reason,
              true));
    }
  }

  /** An annotation's values are names and values in turn. */
  private static List<String> values(AnnotationNode annotation, String name, String initial) {
    List<Object> all = annotation.values == null ? List.of() : annotation.values;
    for (int i = 0; i + 1 < all.size(); i += 2) {
      if (all.get(i).equals(name)) {
        Object value = all.get(i + 1);
        return value instanceof List<?> list
            ? list.stream().map(Object::toString).toList()
            : List.of(value.toString());
      }
    }
    return List.of(initial);
  }
}
