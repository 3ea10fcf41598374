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

  private final Rules rules;
  private final Set<String> names = new HashSet<>();

  /** Those of libraries, and Spark's own. */
  private final Set<String> passedOver = new HashSet<>();

  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, ClassModel> models = new LinkedHashMap<>();

  Classes(Rules rules) {
    this.rules = rules;
  }

  /** Returns the rules that calls are judged by. */
  Rules rules() {
    return rules;
  }

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

  /** Returns the internal names of all classes. */
  Set<String> names() {
    return names;
  }

  /** Marks a class as one that is not the application's. */
  void passOver(String name) {
    passedOver.add(name);
  }

  /** Returns whether the application itself has a class of that name. */
  boolean isApplication(String name) {
    return names.contains(name) && !passedOver.contains(name);
  }

  /** Returns the names of what a class extends and implements directly. */
  List<String> parents(String name) {
    return parents.getOrDefault(name, List.of());
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
    Optional<Rule> company = rules.ofCompany(target);
    if (company.isPresent()) {
      return company;
    }
    boolean isOfCompanion = target.owner().endsWith("$") && target.name().equals("<init>");
    if (isOfCompanion || Plumbing.isPlumbing(target.name())) {
      return Optional.empty();
    }
    if (ApiTypes.known().contains(target.owner())) {
      return ruleOfApi(target);
    }
    if (!isApplication(target.owner())) {
      return inherited(target).or(() -> rules.ofPackage(target.owner())).or(() -> internal(target));
    }
    Optional<Rule> rule =
        isDeclared(target)
            ? Optional.empty()
            : inherited(target).or(() -> inheritedInternal(target));
    return rule.isEmpty() && SparkClasses.contains(target.owner())
        ? rules.ofPackage(target.owner())
        : rule;
  }

  private Optional<Rule> ruleOfApi(MethodId target) {
    Optional<Rule> rule = rules.find(target.owner(), target.name(), target.descriptor());
    boolean isSuperCall = target.name().equals("<init>");
    if (isSuperCall && ApiTypes.known().isInfo(target.owner())) {
      return Optional.empty();
    }
    if (rule.isPresent() || isSuperCall || models.containsKey(target.owner())) {
      return rule;
    }
    return Optional.of(rules.fallback(Rules.UNKNOWN));
  }

  /** Returns the rule for what is Spark Streaming's own, and of a type without rows. */
  private Optional<Rule> internal(MethodId target) {
    String owner = target.owner();
    boolean isOne =
        owner.startsWith(ApiTypes.ROOT)
            && SparkClasses.contains(owner)
            && !ApiTypes.isValue(owner)
            && !target.name().equals("<init>");
    return isOne ? Optional.of(rules.fallback(Rules.INTERNAL)) : Optional.empty();
  }

  /** The same for a method that a class of the application inherits from such a type. */
  private Optional<Rule> inheritedInternal(MethodId target) {
    Deque<String> next = new ArrayDeque<>(parents(target.owner()));
    Set<String> seen = new HashSet<>();
    while (!next.isEmpty()) {
      String name = next.removeFirst();
      if (isApplication(name)) {
        if (seen.add(name)) {
          next.addAll(parents(name));
        }
      } else {
        Optional<Rule> rule =
            internal(new MethodId(name, target.name(), target.descriptor()))
                .filter(found -> !ApiTypes.known().contains(name));
        if (rule.isPresent()) {
          return rule;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Rule> inherited(MethodId target) {
    return apiTypes(target.owner()).stream()
        .flatMap(type -> rules.find(type, target.name(), target.descriptor()).stream())
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
