package io.twinstream.migration.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The topologies of this repository's jobs, as their sources have them: the sources are packaged
 * beside the classes.
 */
final class Twins {
  private static final String JOBS = "/io/twinstream/jobs/";
  private static final Pattern TOPOLOGY = Pattern.compile(" topology(OfRecords)?\\(");
  private static final Pattern MAIN = Pattern.compile("public static void main\\(");

  private Twins() {}

  /**
   * A job's two topologies.
   *
   * @param classicFile the file of the classic one, from the root of the sources
   * @param classic its methods, from the topology on
   * @param portFile the file of the port
   * @param port its methods, from the topology on
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
        .flatMap(Twins::topology)
        .flatMap(
            classic ->
                source(portFile)
                    .flatMap(Twins::topology)
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
   * Returns the part of a job's source from its topology to its {@code main}, without indentation;
   * empty if there is no topology.
   */
  static Optional<String> topology(String source) {
    List<String> lines = source.lines().toList();
    int start = indexOf(lines, TOPOLOGY, 0);
    if (start < 0) {
      return Optional.empty();
    }
    int end = indexOf(lines, MAIN, start);
    return Optional.of(
        lines.subList(start, end < 0 ? lines.size() : end).stream()
            .collect(Collectors.joining("\n"))
            .stripIndent()
            .strip());
  }

  private static int indexOf(List<String> lines, Pattern text, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (text.matcher(lines.get(i)).find()) {
        return i;
      }
    }
    return -1;
  }
}
