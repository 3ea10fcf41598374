package io.twinstream.cli;

import java.nio.file.Path;

/**
 * The folder of the project, which the scripts of {@code bin/} say in {@code TWINSTREAM_HOME}; else
 * the current one.
 */
public final class ProjectFolder {
  private ProjectFolder() {}

  /** Returns a path below it. */
  public static Path resolve(String relative) {
    String home = System.getenv("TWINSTREAM_HOME");
    return (home == null ? Path.of("") : Path.of(home)).resolve(relative);
  }
}
