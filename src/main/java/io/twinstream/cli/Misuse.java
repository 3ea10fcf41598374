package io.twinstream.cli;

import io.twinstream.error.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in a sentence. */
final class Misuse {
  private Misuse() {}

  static String text(ParameterException failure) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    if (failure.getCommandLine().getCommand() instanceof Named named) {
      Optional<UserError> wrong = named.wrongName();
      if (wrong.isPresent()) {
        return wrong.get().getMessage();
      }
    }
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched.getUnmatched().get(0), command);
    }
    if (failure.getCause() instanceof UserError cause) {
      return named(failure.getArgSpec(), cause.getMessage());
    }
    if (failure.getArgSpec() != null
        && failure.getArgSpec().type().isEnum()
        && failure.getValue() != null) {
      return "%s %s: write %s"
          .formatted(
              label(failure.getArgSpec()), failure.getValue(), choices(failure.getArgSpec()));
    }
    if (failure.getMessage().equals("Missing required subcommand")) {
      return "which command? known are " + String.join(", ", command.subcommands().keySet());
    }
    return failure.getMessage();
  }

  private static String unknown(String word, CommandSpec command) {
    if (word.startsWith("-")) {
      String name = word.replaceFirst("=.*", "");
      List<String> known =
          command.options().stream().flatMap(option -> Stream.of(option.names())).toList();
      return "unknown option '%s'%s".formatted(name, Suggestion.text(name, known));
    }
    return command.subcommands().isEmpty()
        ? "'%s' is one word too many".formatted(word)
        : "unknown command '%s'%s"
            .formatted(word, Suggestion.text(word, command.subcommands().keySet()));
  }

  /** Puts the option before what is wrong with its value, unless that names it. */
  private static String named(ArgSpec option, String message) {
    return option == null || message.startsWith("-")
        ? message
        : "%s: %s".formatted(label(option), message);
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String choices(ArgSpec option) {
    return Stream.of(option.type().getEnumConstants())
        .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(" or "));
  }
}
