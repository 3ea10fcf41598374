package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the classes of libraries from those of the application. Where the packages of the
 * application are named, everything else is a library. Where they are not, connectors of {@code
 * connectors.tsv} are, and archives within an archive that has classes of its own, unless their
 * packages are those of the application.
 */
final class Libraries {
  private static final String WITHIN = "!/";
  private static final List<Connector> CONNECTORS = connectors();

  private final List<String> packages;

  /** Classes that are, or may be, of libraries. */
  private final List<Aside> aside = new ArrayList<>();

  /** The archives that hold classes of the application themselves, and their packages. */
  private final Set<String> archives = new HashSet<>();

  private final Set<String> roots = new HashSet<>();
  private boolean hasApplication;

  /**
   * A row of {@code connectors.tsv}.
   *
   * @param prefix what the internal names of its classes begin with
   * @param name what people call it
   */
  private record Connector(String prefix, String name) {}

  /**
   * A class that is left aside.
   *
   * @param location where it was found
   * @param header what it says of itself
   * @param library of which library it is
   * @param isNested whether that is only judged by its place in an archive
   */
  record Aside(String location, ClassHeader header, String library, boolean isNested) {}

  /**
   * @param packages the application's, dotted; empty if they are not named
   */
  Libraries(List<String> packages) {
    this.packages = packages.stream().map(name -> name.replace('.', '/')).toList();
  }

  private static List<Connector> connectors() {
    return Table.read("connectors.tsv").stream()
        .map(row -> new Connector(row.get("package").replace('.', '/') + "/", row.get("name")))
        .toList();
  }

  /** Returns whether the class is in a package that was named. */
  boolean isNamed(String className) {
    return packages.stream().anyMatch(each -> isBelow(className, each));
  }

  private static boolean isBelow(String className, String prefix) {
    return className.startsWith(prefix)
        && (className.length() == prefix.length()
            || "/$".indexOf(className.charAt(prefix.length())) >= 0);
  }

  /** Returns whether the class is to be read as the application's; else it is kept aside. */
  boolean isApplication(String location, ClassHeader header) {
    Optional<Aside> library = library(location, header);
    if (library.isPresent()) {
      aside.add(library.get());
      return false;
    }
    hasApplication = true;
    archives.add(outermost(location));
    roots.add(root(header.name()));
    return true;
  }

  private Optional<Aside> library(String location, ClassHeader header) {
    String name = header.name();
    if (isNamed(name)) {
      return Optional.empty();
    }
    Optional<String> known =
        CONNECTORS.stream()
            .filter(connector -> name.startsWith(connector.prefix()))
            .map(Connector::name)
            .findFirst();
    if (known.isPresent() || !packages.isEmpty()) {
      String library = known.orElse(root(name).replace('/', '.'));
      return Optional.of(new Aside(location, header, library, false));
    }
    return isNested(location)
        ? Optional.of(new Aside(location, header, archive(location), true))
        : Optional.empty();
  }

  /**
   * Returns what was kept aside and is the application's after all: all of it if there is nothing
   * else, and archives within archives that are not beside classes of the application. Those are
   * not {@link #aside} any more.
   */
  List<Aside> promoted() {
    List<Aside> promoted =
        aside.stream()
            .filter(
                each ->
                    packages.isEmpty() && !hasApplication
                        || each.isNested() && isApplicationsOwn(each))
            .toList();
    aside.removeAll(new HashSet<>(promoted));
    return promoted;
  }

  private boolean isApplicationsOwn(Aside nested) {
    return !archives.contains(outermost(nested.location()))
        || roots.contains(root(nested.header().name()));
  }

  /** Returns the classes of libraries. */
  List<Aside> aside() {
    return aside;
  }

  /** Returns how many classes of each library were passed over, by its name. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    aside.forEach(each -> counts.merge(each.library(), 1, Integer::sum));
    return counts;
  }

  private static String outermost(String location) {
    int within = location.indexOf(WITHIN);
    return within < 0 ? location : location.substring(0, within);
  }

  private static boolean isNested(String location) {
    return location.indexOf(WITHIN) != location.lastIndexOf(WITHIN);
  }

  /** Returns the name of the innermost archive. */
  private static String archive(String location) {
    String path = location.substring(0, location.lastIndexOf(WITHIN));
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the first two parts of a package, {@code com/example}: what belongs together. */
  private static String root(String className) {
    int first = className.indexOf('/');
    int second = first < 0 ? -1 : className.indexOf('/', first + 1);
    return second >= 0
        ? className.substring(0, second)
        : className.substring(0, Math.max(first, 0));
  }
}
