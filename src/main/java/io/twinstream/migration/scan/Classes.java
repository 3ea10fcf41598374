package io.twinstream.migration.scan;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The classes of the application: all of them by name and parents, those of interest in full. */
final class Classes {
  private static final String OBJECT = "java/lang/Object";

  private final Set<String> names = new HashSet<>();
  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, ClassModel> models = new LinkedHashMap<>();

  /** Returns false if a class of that name was there already; the first one counts. */
  boolean add(ClassHeader header) {
    if (!names.add(header.name())) {
      return false;
    }
    boolean isPlain = header.superName() == null || header.superName().equals(OBJECT);
    if (!isPlain || !header.interfaces().isEmpty()) {
      parents.put(header.name(), parents(header.superName(), header.interfaces()));
    }
    return true;
  }

  private static List<String> parents(String superName, List<String> interfaces) {
    Deque<String> all = new ArrayDeque<>(interfaces);
    if (superName != null && !superName.equals(OBJECT)) {
      all.addFirst(superName);
    }
    return List.copyOf(all);
  }

  void add(ClassModel model) {
    models.put(model.name(), model);
  }

  Collection<ClassModel> models() {
    return models.values();
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  /**
   * Returns the types of Spark Streaming that a type of the application extends or implements,
   * nearest first; for a type of Spark Streaming, that type; else nothing.
   */
  List<String> apiTypes(String type) {
    Set<String> found = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(type));
    while (!next.isEmpty()) {
      String name = next.removeFirst();
      if (ApiTypes.known().contains(name)) {
        found.add(ApiTypes.known().classOf(name));
      } else if (seen.add(name)) {
        next.addAll(parents.getOrDefault(name, List.of()));
      }
    }
    return found.isEmpty() ? guessed(type) : List.copyOf(found);
  }

  /**
   * Returns what a stream of another library extends, judged by its name, as connectors call theirs
   * {@code EventHubsDirectDStream}: the library itself is not there to be asked.
   */
  private List<String> guessed(String type) {
    String simpleName = type.substring(type.lastIndexOf('/') + 1);
    if (names.contains(type) || !simpleName.endsWith("DStream")) {
      return List.of();
    }
    String api =
        simpleName.startsWith("JavaPair")
            ? "api.java.JavaPairDStream"
            : simpleName.startsWith("Java") ? "api.java.JavaDStream" : "dstream.DStream";
    return List.of(ApiTypes.internalName(api));
  }

  /** Returns whether a value of that type is a stream. */
  boolean isStream(String type) {
    return apiTypes(type).stream().anyMatch(ApiTypes.known()::isStream);
  }

  /**
   * Returns the rule that a call falls under; empty if it calls something else.
   *
   * <p>A call of a method that the application itself declares is not Spark's, also where that
   * method overrides one of Spark's.
   */
  Optional<Rule> rule(MethodId target) {
    boolean isOfCompanion = target.owner().endsWith("$") && target.name().equals("<init>");
    if (isOfCompanion || Plumbing.isPlumbing(target.name())) {
      return Optional.empty();
    }
    if (ApiTypes.known().contains(target.owner())) {
      return ruleOfApi(target);
    }
    if (!names.contains(target.owner())) {
      return inherited(target).or(() -> Rules.all().ofPackage(target.owner()));
    }
    Optional<Rule> rule = isDeclared(target) ? Optional.empty() : inherited(target);
    return rule.isEmpty() && SparkClasses.contains(target.owner())
        ? Rules.all().ofPackage(target.owner())
        : rule;
  }

  private Optional<Rule> ruleOfApi(MethodId target) {
    Optional<Rule> rule = Rules.all().find(target.owner(), target.name(), target.descriptor());
    boolean isSuperCall = target.name().equals("<init>");
    if (rule.isPresent() || isSuperCall || models.containsKey(target.owner())) {
      return rule;
    }
    return Optional.of(Rules.all().fallback(Rules.UNKNOWN));
  }

  private Optional<Rule> inherited(MethodId target) {
    return apiTypes(target.owner()).stream()
        .flatMap(type -> Rules.all().find(type, target.name(), target.descriptor()).stream())
        .findFirst();
  }

  /** Returns whether the owner or a class of the application above it declares the method. */
  private boolean isDeclared(MethodId target) {
    Deque<String> next = new ArrayDeque<>(List.of(target.owner()));
    Set<String> seen = new HashSet<>();
    while (!next.isEmpty()) {
      String name = next.removeFirst();
      ClassModel model = models.get(name);
      if (seen.add(name) && names.contains(name) && !ApiTypes.known().contains(name)) {
        if (model != null && model.declares(target.name(), target.descriptor())) {
          return true;
        }
        next.addAll(parents.getOrDefault(name, List.of()));
      }
    }
    return false;
  }

  /** Returns the names of all types of the application that extend or implement Spark's. */
  Set<String> derived() {
    Set<String> derived = new HashSet<>();
    for (String name : parents.keySet()) {
      if (!ApiTypes.known().contains(name) && !apiTypes(name).isEmpty()) {
        derived.add(name);
      }
    }
    return derived;
  }
}
