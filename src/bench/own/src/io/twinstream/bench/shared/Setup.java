package io.twinstream.bench.shared;

import io.twinstream.cli.ProjectFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a scenario runs with.
 *
 * @param project the folder that has {@code bin/}
 * @param jvm of each contestant that is started here
 * @param say is told how far it is
 */
public record Setup(Path project, ContestantJvm jvm, Consumer<String> say) {
  /** Returns that of this project. */
  public static Setup of(BenchOptions options, Consumer<String> say) throws IOException {
    Path project = ProjectFolder.resolve("").toAbsolutePath();
    return new Setup(
        project,
        ContestantJvm.of(project.resolve("conf"), options.heap(), options.javaOptions()),
        say);
  }

  /** Returns the class path of the broker. */
  public Path kafkaJars() {
    return project.resolve("target/kafka/jars");
  }

  /** Returns the contestants that are projects of their own. */
  public Peers peers() {
    return new Peers(project.resolve("src/bench"));
  }
}
