package io.twinstream.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Verdicts in colour where somebody looks at a terminal that has any. */
final class Verdicts {
  private static final Pattern WORD =
      Pattern.compile("(?m)^(.*?)\\b(EQUAL|DIFFERENT|NOTHING COMPARED|FAILED)\\b");
  private static final Map<String, String> COLORS =
      Map.of("EQUAL", "green", "DIFFERENT", "red", "NOTHING COMPARED", "yellow", "FAILED", "red");

  private Verdicts() {}

  /** Returns the text, with the first verdict in it in bold and in its colour. */
  static String colored(String text) {
    return colored(text, ansi());
  }

  static String colored(String text, Ansi ansi) {
    Matcher verdict = WORD.matcher(text);
    if (!ansi.enabled() || !verdict.find()) {
      return text;
    }
    String word = verdict.group(2);
    return text.substring(0, verdict.start(2))
        + ansi.string("@|bold,%s %s|@".formatted(COLORS.get(word), word))
        + text.substring(verdict.end(2));
  }

  /** Returns whether colours are wanted: {@code NO_COLOR} and {@code TERM=dumb} say no. */
  static Ansi ansi() {
    return "dumb".equals(System.getenv("TERM")) || System.getenv("NO_COLOR") != null
        ? Ansi.OFF
        : Ansi.AUTO;
  }
}
