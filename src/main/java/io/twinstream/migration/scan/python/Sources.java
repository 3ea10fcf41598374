package io.twinstream.migration.scan.python;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of a scan by their place, to find what an import names. */
final class Sources {
  private static final String[] ENDINGS = {".py", "/__init__.py", ".ipynb"};

  private final Map<String, Source> byLocation = new LinkedHashMap<>();

  /** Where modules may begin: the folder or archive that was named. */
  private final Set<String> roots = new LinkedHashSet<>();

  void add(Source source) {
    byLocation.put(source.location(), source);
    String location = source.location();
    int archive = location.lastIndexOf("!/");
    if (archive >= 0) {
      roots.add(location.substring(0, archive + 2));
    }
  }

  Collection<Source> all() {
    return byLocation.values();
  }

  boolean contains(String location) {
    return byLocation.containsKey(location);
  }

  /** Finds a module as Python would: beside the file, then in the folders above it, and so on. */
  Optional<Source> find(Source from, String module) {
    String path = module.replace('.', '/');
    for (String folder = folder(from.location()); ; folder = folder(folder)) {
      Optional<Source> found = at(folder + path);
      if (found.isPresent() || folder.isEmpty()) {
        return found.isPresent() ? found : ofRoots(path);
      }
    }
  }

  private Optional<Source> ofRoots(String path) {
    return roots.stream().flatMap(root -> at(root + path).stream()).findFirst();
  }

  /** Finds what {@code from ..module import} names. */
  Optional<Source> relative(Source from, int dots, String module) {
    String folder = folder(from.location());
    for (int i = 1; i < dots; i++) {
      folder = folder(folder);
    }
    return module.isEmpty()
        ? Optional.ofNullable(byLocation.get(folder + "__init__.py"))
        : at(folder + module.replace('.', '/'));
  }

  /** Finds a module of a package. */
  Optional<Source> within(Source of, String name) {
    return of.location().endsWith("/__init__.py")
        ? at(folder(of.location()) + name)
        : Optional.empty();
  }

  private Optional<Source> at(String path) {
    for (String ending : ENDINGS) {
      Source source = byLocation.get(path + ending);
      if (source != null) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  /** Returns the folder with its slash, the empty text above the first. */
  private static String folder(String path) {
    int end = path.endsWith("/") ? path.length() - 2 : path.length() - 1;
    return path.substring(0, path.lastIndexOf('/', end) + 1);
  }
}
