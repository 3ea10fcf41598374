package io.twinstream.migration.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The topologies of this repository's jobs, as their sources have them: the sources are packaged
 * beside the classes.
 */
final class Twins {
  private static final String JOBS = "/io/twinstream/jobs/";
  private static final String TOPOLOGY = "topology";

  private Twins() {}

  /**
   * A job's two topologies.
   *
   * @param classicFile the file of the classic one, from the root of the sources
   * @param classic the body of the method
   * @param portFile the file of the port
   * @param port the body of the method
   */
  record Twin(String classicFile, String classic, String portFile, String port) {}

  /** Returns the twins of a job such as {@code word-count}; empty if it is not packaged. */
  static Optional<Twin> of(String job) {
    String name =
        Arrays.stream(job.split("-"))
            .filter(word -> !word.isEmpty())
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
    String folder = JOBS + job.replace("-", "") + "/";
    String classicFile = folder + "DStream" + name + ".java";
    String portFile = folder + "Structured" + name + ".java";
    return source(classicFile)
        .flatMap(text -> body(text, TOPOLOGY))
        .flatMap(
            classic ->
                source(portFile)
                    .flatMap(text -> body(text, TOPOLOGY))
                    .map(port -> new Twin(classicFile, classic, portFile, port)));
  }

  private static Optional<String> source(String resource) {
    try (InputStream in = Twins.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the body of the first method of that name, without its indentation. The source must be
   * formatted as in this repository: the closing brace stands alone, as deep as the method begins.
   */
  static Optional<String> body(String source, String method) {
    String[] lines = source.split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains(" " + method + "(") && lines[i].stripLeading().startsWith("public")) {
        String indent = lines[i].substring(0, lines[i].indexOf("public"));
        int start = i;
        while (start < lines.length && !lines[start].endsWith("{")) {
          start++;
        }
        int end = start;
        while (end < lines.length && !lines[end].equals(indent + "}")) {
          end++;
        }
        return Optional.of(
            Arrays.stream(lines, Math.min(start + 1, end), end)
                .collect(Collectors.joining("\n"))
                .stripIndent());
      }
    }
    return Optional.empty();
  }
}
