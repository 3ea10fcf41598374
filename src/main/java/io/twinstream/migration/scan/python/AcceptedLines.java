package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads comments such as {@code # scan: accepted DStream.pprint because it goes with the port}.
 * They are for their own line, those that stand alone for the next one that has code.
 */
final class AcceptedLines {
  private static final Pattern COMMENT =
      Pattern.compile("#\\s*scan:\\s*accepted\\b(.*?)\\bbecause\\s+(\\S.*)");

  private AcceptedLines() {}

  static Stream<PythonAcceptance> of(Source source) {
    return source.mentions("scan:")
        ? source.cells().stream().flatMap(cell -> of(source, cell).stream())
        : Stream.empty();
  }

  private static List<PythonAcceptance> of(Source source, Source.Cell cell) {
    List<PythonAcceptance> found = new ArrayList<>();
    List<String> lines = cell.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher comment = COMMENT.matcher(lines.get(i));
      if (comment.find()) {
        found.add(
            new PythonAcceptance(
                source.unit(Source.first(cell)),
                accepted(lines, i) + 1,
                apis(comment.group(1)),
                comment.group(2).strip()));
      }
    }
    return found;
  }

  private static int accepted(List<String> lines, int comment) {
    for (int i = comment; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        return i;
      }
    }
    return comment;
  }

  private static List<String> apis(String text) {
    List<String> named =
        Arrays.stream(text.split("[\\s,]+")).filter(each -> !each.isEmpty()).toList();
    return named.isEmpty() ? List.of("*") : named;
  }
}
