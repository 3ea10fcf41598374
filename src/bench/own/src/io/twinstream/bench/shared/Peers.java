package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The contestants that are Maven projects of their own, with a class path of their own.
 *
 * @param folder that has one folder for each
 */
public record Peers(Path folder) {
  /** The class that counts a topic again and again. */
  public static final String MAIN = "Passes";

  /** The class that says when marks come out. */
  public static final String LATENCY = "Latency";

  /**
   * Builds a project unless that was done; returns its class path.
   *
   * @throws UserError if Maven does not build it
   */
  public String classPath(String project) throws IOException, InterruptedException {
    Path home = folder.resolve(project);
    Path jars = home.resolve("target/jars");
    if (!Files.isDirectory(jars) || isOlder(jars, home)) {
      build(project, home);
    }
    return home.resolve("target/classes") + File.pathSeparator + jars + "/*";
  }

  private static boolean isOlder(Path jars, Path home) throws IOException {
    var built = Files.getLastModifiedTime(jars);
    List<Path> sources = new ArrayList<>(List.of(home.resolve("pom.xml")));
    try (DirectoryStream<Path> java = Files.newDirectoryStream(home.resolve("src"))) {
      java.forEach(sources::add);
    }
    for (Path source : sources) {
      if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
        return true;
      }
    }
    return false;
  }

  private static void build(String project, Path home) throws IOException, InterruptedException {
    Path log = Files.createTempFile("twinstream-bench", ".log");
    Process maven =
        new ProcessBuilder("mvn", "-B", "-ntp", "-q", "clean", "package")
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (maven.waitFor() != 0) {
      throw UserError.failed(
          "%s: Maven does not build it: %s"
              .formatted(
                  project, Said.cause(Files.readString(log, StandardCharsets.UTF_8).strip())));
    }
    Files.delete(log);
  }
}
