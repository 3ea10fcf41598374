package io.twinstream.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
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
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print results and errors only, no progress.")
  private boolean isQuiet;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Append what Spark logs, from level INFO up, to this file.")
  private Path log;

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean isVerbose;

  /** Returns where a command says how it goes: standard error, or nowhere if that is not wanted. */
  static PrintWriter progress(CommandLine command) {
    return of(command.getCommandSpec()).map(global -> global.isQuiet).orElse(false)
        ? new PrintWriter(Writer.nullWriter())
        : command.getErr();
  }

  /** Says a line of how a command goes. */
  static void say(CommandLine command, String what) {
    PrintWriter progress = progress(command);
    progress.println(what);
    progress.flush();
  }

  /** Sets what counts before a command begins. */
  static void apply(CommandLine command) {
    of(command.getCommandSpec()).map(global -> global.log).ifPresent(LogFile::open);
  }

  private static Optional<GlobalOptions> of(CommandSpec command) {
    return command.root().mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(GlobalOptions.class::isInstance)
        .map(GlobalOptions.class::cast)
        .findFirst();
  }
}
