package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parses strings, and the expressions in the braces of formatted ones. */
final class Strings {
  private Strings() {}

  /** Parses one or several strings beside each other. */
  static Expression parse(ExpressionParser from) {
    int line = from.line();
    StringBuilder text = new StringBuilder();
    List<Expression> parts = new ArrayList<>();
    boolean isFormatted = false;
    while (from.at(Kind.STRING) || from.at(Kind.FORMATTED)) {
      Token token = from.next();
      if (token.is(Kind.FORMATTED)) {
        isFormatted = true;
        fields(token, parts);
      } else {
        text.append(token.text());
      }
    }
    return isFormatted
        ? new Expression.Other(parts, line)
        : new Expression.Text(text.toString(), line);
  }

  private static void fields(Token token, List<Expression> parts) {
    String text = token.text();
    int line = token.line();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
      } else if (c == '{' && text.startsWith("{{", at)) {
        at++;
      } else if (c == '{') {
        int end = end(text, at + 1);
        List<Token> tokens = Lexer.expression(text.substring(at + 1, end), line);
        if (!tokens.get(0).is(Kind.END)) {
          parts.add(new ExpressionParser(tokens).tuple());
        }
        line += (int) text.substring(at, end).chars().filter(each -> each == '\n').count();
        at = end - 1;
      }
    }
  }

  /** Returns where the expression of a field ends: at its closing brace, or its format. */
  private static int end(String text, int from) {
    int depth = 0;
    char quote = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (depth > 0 && (c == ')' || c == ']' || c == '}')) {
        depth--;
      } else if (depth == 0 && (c == '}' || c == ':' || isConversion(text, at))) {
        return at;
      }
    }
    return text.length();
  }

  private static boolean isConversion(String text, int at) {
    return text.charAt(at) == '!' && !text.startsWith("!=", at);
  }
}
