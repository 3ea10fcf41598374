package io.twinstream.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, which may stand before or after it. */
final class GlobalOptions {
  static final String VERBOSE = "--verbose";

  @Option(
      names = "--app",
      paramLabel = "JAR[,JAR]",
      scope = ScopeType.INHERIT,
      description = "Jars with jobs, sources and sinks of your own; bin/twinstream loads them.")
  private String app;

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Show a stack trace when something fails.")
  private boolean isVerbose;
}
