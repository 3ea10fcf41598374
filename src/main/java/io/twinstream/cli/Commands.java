package io.twinstream.cli;

import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;

/** How every command of this project is parsed, fails and exits. */
public final class Commands {
  private Commands() {}

  /** Returns a command line of that command. */
  public static CommandLine of(Object command) {
    return configured(new CommandLine(command));
  }

  /** Sets what subcommands that are added later need too; call it last. */
  public static CommandLine configured(CommandLine commandLine) {
    GroupedOptions.in(commandLine);
    return commandLine
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(
            parsed -> {
              try {
                GlobalOptions.apply(commandLine);
              } catch (UserError e) {
                throw new ExecutionException(commandLine, e.getMessage(), e);
              }
              return new RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> failed(failure, command, parsed.originalArgs()))
        .setParameterExceptionHandler((failure, args) -> misused(failure))
        .registerConverter(Duration.class, DurationText::parse)
        .registerConverter(Integer.class, whole(Integer::valueOf))
        .registerConverter(int.class, whole(Integer::valueOf))
        .registerConverter(Long.class, whole(Long::valueOf))
        .registerConverter(long.class, whole(Long::valueOf))
        .registerConverter(BigDecimal.class, number(BigDecimal::new, "a number"))
        .registerConverter(double.class, number(Double::valueOf, "a number"));
  }

  /**
   * Runs the command; returns the exit code. A {@code --} before a job's own options is taken away;
   * those of methods are words, which it keeps apart.
   */
  public static int execute(CommandLine commandLine, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (!MethodsOptions.areIn(all)) {
      all.remove("--");
    }
    try {
      return commandLine.execute(all.toArray(String[]::new));
    } catch (Throwable thrown) {
      // Picocli hands on exceptions alone: an Error would end the JVM with 1, which is "different".
      return failed(thrown, commandLine, all);
    }
  }

  /** Runs the command that is made there; says what is wrong if a jar keeps it from being made. */
  static int execute(Supplier<CommandLine> made, String... args) {
    CommandLine line;
    try {
      line = made.get();
    } catch (RuntimeException | Error e) {
      return failed(e, new CommandLine(CommandSpec.create()), List.of(args));
    }
    return execute(line, args);
  }

  private static <T> ITypeConverter<T> whole(ITypeConverter<T> read) {
    return number(read, "a whole number");
  }

  private static <T> ITypeConverter<T> number(ITypeConverter<T> read, String what) {
    return text -> {
      try {
        return read.convert(text);
      } catch (NumberFormatException e) {
        throw UserError.usage("'%s': write %s".formatted(text, what), e);
      }
    };
  }

  private static int failed(Throwable failure, CommandLine command, List<String> args) {
    UserError known = Failures.known(failure).orElse(null);
    say(command, known == null ? Failures.text(failure) : known.getMessage());
    if (args.contains(GlobalOptions.VERBOSE)) {
      failure.printStackTrace(command.getErr());
    } else if (known == null) {
      say(command, "unexpected error (a bug?); run it again with --verbose for the stack trace");
    }
    return (known == null ? ExitCode.FAILED : known.exitCode()).code();
  }

  private static int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    say(command, Misuse.text(failure));
    say(command, "try '%s --help'".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE.code();
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println("twinstream: " + message);
    command.getErr().flush();
  }
}
