package io.twinstream.migration.scan;

import com.samskivert.mustache.Mustache;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a project that begins the port of each program: a class with its steps, and a test that
 * fails until they are filled in.
 */
final class PortProject {
  private static final String ROOM = "/io/twinstream/migration/scan/port/";

  private final Map<String, String> files = new TreeMap<>();
  private boolean hasScala;

  /**
   * Writes the project.
   *
   * @param directory a new or empty one
   * @return the files below it
   * @throws UserError if there is no program with streams, or the directory has files, or cannot be
   *     written
   */
  static List<String> write(ScanReport report, Path directory) {
    if (report.flows().isEmpty()) {
      throw UserError.usage(
          "%s: no program with streams was found in %s"
              .formatted(directory, String.join(", ", report.scanned())));
    }
    PortProject project = new PortProject();
    Set<Object> seen = new HashSet<>();
    for (ProgramFlow flow : report.flows()) {
      // Scala's objects have their methods a second time, in a class that hands them on.
      if (seen.add(
          flow.steps().stream()
              .map(step -> List.of(step.className(), step.line(), step.api()))
              .toList())) {
        project.add(flow, report.settings());
      }
    }
    project.files.put(
        "pom.xml", render(ROOM + "pom.mustache", Map.of("hasScala", project.hasScala)));
    project.write(directory);
    return List.copyOf(project.files.keySet());
  }

  private void add(ProgramFlow flow, List<SettingUse> settings) {
    PortLanguage language = PortLanguage.of(flow);
    hasScala |= language == PortLanguage.SCALA;
    String packageName = language == PortLanguage.PYTHON ? "" : packageOf(flow.program());
    String name = nameOf(flow.program());
    String unique = name;
    for (int i = 2; files.containsKey(language.file(packageName, unique)); i++) {
      unique = name + i;
    }
    Map<String, Object> values =
        new PortSkeleton(flow, language, packageName, unique, settings).values();
    files.put(language.file(packageName, unique), render(language.template(), values));
    if (language != PortLanguage.PYTHON) {
      String test = PortLanguage.JAVA.file(packageName, unique + "Test");
      files.put(
          test.replace("src/main/", "src/test/"), render(ROOM + "test.java.mustache", values));
    }
  }

  /** The method, or the constructor, is not part of it. */
  private static String classOf(String program) {
    int constructor = program.indexOf(", ");
    return constructor > 0
        ? program.substring(0, constructor)
        : program.substring(0, Math.max(0, program.lastIndexOf('.')));
  }

  private static String packageOf(String program) {
    String type = classOf(program);
    return type.substring(0, Math.max(0, type.lastIndexOf('.')));
  }

  /** Returns for example {@code OrdersPort}, or for another method than main OrdersCreatePort. */
  private static String nameOf(String program) {
    if (program.endsWith(".py") || program.contains(".ipynb")) {
      String file = program.substring(program.lastIndexOf('/') + 1).replaceAll("\\.\\w+.*", "");
      return file.replaceAll("\\W", "_") + "Port";
    }
    String type = classOf(program);
    String simple = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\W|\\$", "");
    String method = program.contains(", ") ? "" : program.substring(program.lastIndexOf('.') + 1);
    boolean isPlain = method.isEmpty() || method.equals("main");
    String part =
        isPlain
            ? ""
            : Character.toUpperCase(method.charAt(0)) + method.substring(1).replaceAll("\\W", "");
    return simple + part + "Port";
  }

  private static String render(String template, Map<String, Object> values) {
    try (InputStream in = PortProject.class.getResourceAsStream(template)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Mustache.compiler().escapeHTML(false).compile(text).execute(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> there = Files.list(directory)) {
        if (there.findAny().isPresent()) {
          throw UserError.usage(
              "%s: the directory is not empty; name a new one".formatted(directory));
        }
      }
      for (Map.Entry<String, String> file : new LinkedHashMap<>(files).entrySet()) {
        Path target = directory.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.writeString(target, file.getValue());
      }
    } catch (IOException e) {
      throw UserError.failed(
          "%s: cannot be written (%s)".formatted(directory, FileErrors.reason(e)), e);
    }
  }
}
