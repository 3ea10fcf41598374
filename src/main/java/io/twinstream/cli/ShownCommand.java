package io.twinstream.cli;

import io.twinstream.error.Secrets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command line as it can be kept: quoted as a shell reads it, without secrets. */
final class ShownCommand {
  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private ShownCommand() {}

  static String of(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    ParseResult parsed = root.getParseResult();
    return of(root.getCommandName(), parsed.originalArgs());
  }

  static String of(String program, List<String> words) {
    return program
        + words.stream()
            .map(word -> " " + quoted(Secrets.maskedWord(word)))
            .collect(Collectors.joining());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
