package io.twinstream.migration.scan;

import java.util.List;

/**
 * A class of interest, read in full.
 *
 * @param location where it was found
 * @param source the name of its source file; null if unknown
 * @param name internal name
 * @param superName internal name; null for an interface of the JDK's root
 * @param interfaces internal names
 * @param methods its methods, also abstract ones
 * @param accepted what its annotations accept
 */
record ClassModel(
    String location,
    String source,
    String name,
    String superName,
    List<String> interfaces,
    List<MethodCode> methods,
    List<Suppressions.Entry> accepted) {
  /** Returns its source file below the root of the sources; null if unknown. */
  String sourcePath() {
    return source == null ? null : name.substring(0, name.lastIndexOf('/') + 1) + source;
  }

  boolean declares(String method, String descriptor) {
    return methods.stream()
        .map(MethodCode::id)
        .anyMatch(id -> id.name().equals(method) && id.descriptor().equals(descriptor));
  }

  /** Returns the first source line of its code; 0 if unknown. */
  int firstLine() {
    return methods.stream()
        .mapToInt(MethodCode::firstLine)
        .filter(line -> line > 0)
        .min()
        .orElse(0);
  }
}
