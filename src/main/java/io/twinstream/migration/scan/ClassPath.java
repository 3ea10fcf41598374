package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns what a user names into files and directories. */
final class ClassPath {
  private static final String WILDCARD = "*";

  /** How many directories deep sources are looked for. */
  private static final int DEEPEST = 40;

  private ClassPath() {}

  /**
   * Returns the files and directories of the arguments: each a path, or a class path with the
   * separator of this system; {@code dir/*} is the jars of a directory.
   *
   * @throws UserError if one does not exist
   */
  static List<Path> resolve(List<String> arguments) {
    List<Path> paths = new ArrayList<>();
    for (String argument : arguments) {
      if (exists(argument)) {
        paths.add(Path.of(argument));
      } else {
        for (String element : argument.split(File.pathSeparator)) {
          addElement(element, argument, paths);
        }
      }
    }
    return paths;
  }

  /** Returns whether there is a source file of Java or Scala below these paths. */
  static boolean holdsSources(List<Path> paths) {
    return paths.stream().anyMatch(ClassPath::holdsSource);
  }

  private static boolean holdsSource(Path path) {
    try (Stream<Path> below = Files.find(path, DEEPEST, (file, about) -> isSource(file))) {
      return below.findAny().isPresent();
    } catch (IOException | UncheckedIOException e) {
      return false; // what cannot be read is told elsewhere
    }
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".scala");
  }

  private static void addElement(String element, String argument, List<Path> paths) {
    if (element.endsWith(WILDCARD)) {
      String directory = element.substring(0, element.length() - 1);
      addJars(directory.isEmpty() ? "." : directory, argument, paths);
    } else if (exists(element)) {
      paths.add(Path.of(element));
    } else {
      throw missing(element);
    }
  }

  private static void addJars(String directory, String argument, List<Path> paths) {
    if (!exists(directory)) {
      throw missing(directory);
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of(directory), "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw UserError.usage("%s: cannot list %s (%s)".formatted(argument, directory, e));
    }
    if (jars.isEmpty()) {
      throw UserError.usage("%s: holds no jar".formatted(argument));
    }
    jars.sort(null);
    paths.addAll(jars);
  }

  private static boolean exists(String path) {
    try {
      return Files.exists(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static UserError missing(String path) {
    return UserError.usage(
        "%s: there is no such file or directory; name jars, directories or a class path"
            .formatted(path));
  }
}
