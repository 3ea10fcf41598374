package io.twinstream.cli;

import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How every command of this project is parsed, fails and exits. */
public final class Commands {
  private Commands() {}

  /** Returns a command line of that command. */
  public static CommandLine of(Object command) {
    return configured(new CommandLine(command));
  }

  /** Sets what subcommands that are added later need too; call it last. */
  public static CommandLine configured(CommandLine commandLine) {
    return commandLine
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> failed(failure, command, parsed.originalArgs()))
        .setParameterExceptionHandler((failure, args) -> misused(failure))
        .registerConverter(Duration.class, DurationText::parse);
  }

  /**
   * Runs the command; returns the exit code. A {@code --} before a job's own options is taken away.
   */
  public static int execute(CommandLine commandLine, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.remove("--");
    return commandLine.execute(all.toArray(String[]::new));
  }

  private static int failed(Exception failure, CommandLine command, List<String> args) {
    boolean isKnown = failure instanceof UserError;
    say(command, isKnown ? failure.getMessage() : failure.toString());
    if (args.contains(GlobalOptions.VERBOSE)) {
      failure.printStackTrace(command.getErr());
    } else if (!isKnown) {
      say(command, "unexpected error (a bug?); run it again with --verbose for the stack trace");
    }
    return isKnown ? ((UserError) failure).exitCode().code() : ExitCode.FAILED.code();
  }

  private static int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    Throwable cause = failure.getCause() instanceof UserError ? failure.getCause() : failure;
    say(command, cause.getMessage());
    say(command, "try '%s --help'".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE.code();
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println("twinstream: " + message);
  }
}
