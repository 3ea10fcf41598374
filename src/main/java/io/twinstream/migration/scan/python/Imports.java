package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.List;

/** Parses imports. */
final class Imports {
  private Imports() {}

  static Statement from(Cursor tokens) {
    int line = tokens.next().line();
    int dots = 0;
    while (tokens.at(".") || tokens.at("...")) {
      dots += tokens.next().text().length();
    }
    String module = dots > 0 && tokens.at("import") ? "" : dotted(tokens);
    tokens.expect("import");
    if (tokens.accept("*")) {
      return new Statement.ImportFrom(
          dots, module, List.of(new Statement.Alias("*", "", line)), line);
    }
    boolean isBracketed = tokens.accept("(");
    List<Statement.Alias> names = new ArrayList<>();
    do {
      if (isBracketed && tokens.at(")")) {
        break;
      }
      names.add(alias(tokens));
    } while (tokens.accept(","));
    if (isBracketed) {
      tokens.expect(")");
    }
    return new Statement.ImportFrom(dots, module, names, line);
  }

  static List<Statement.Alias> names(Cursor tokens) {
    List<Statement.Alias> names = new ArrayList<>();
    do {
      names.add(alias(tokens));
    } while (tokens.accept(","));
    return names;
  }

  private static Statement.Alias alias(Cursor tokens) {
    int line = tokens.line();
    String name = dotted(tokens);
    return new Statement.Alias(name, tokens.accept("as") ? tokens.name() : "", line);
  }

  private static String dotted(Cursor tokens) {
    StringBuilder name = new StringBuilder(tokens.name());
    while (tokens.accept(".")) {
      name.append('.').append(tokens.name());
    }
    return name.toString();
  }
}
