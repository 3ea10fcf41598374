package io.twinstream.cli;

import io.twinstream.error.Secrets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** A command line as it can be kept: quoted as a shell reads it, without secrets. */
final class ShownCommand {
  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private ShownCommand() {}

  static String of(CommandLine command) {
    CommandLine root = command.getCommandSpec().root().commandLine();
    return of(root.getCommandName(), root.getParseResult().originalArgs());
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
