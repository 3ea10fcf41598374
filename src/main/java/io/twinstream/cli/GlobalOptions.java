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
      description = "Your jars with jobs, sources and sinks.")
  private String app;

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean isVerbose;
}
