package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.List;

/** Goes over tokens, and counts how deep the parser is within them. */
class Cursor {
  /** Python itself opens no more than 200 brackets and 100 blocks within each other. */
  private static final int DEEPEST = 220;

  private final List<Token> tokens;
  private int index;
  private int depth;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  final Token peek() {
    return tokens.get(index);
  }

  final Token peek(int ahead) {
    return tokens.get(Math.min(index + ahead, tokens.size() - 1));
  }

  final Token next() {
    Token token = tokens.get(index);
    if (index < tokens.size() - 1) {
      index++;
    }
    return token;
  }

  final int line() {
    return peek().line();
  }

  final int index() {
    return index;
  }

  final void back(int to) {
    index = to;
  }

  final boolean at(String text) {
    return peek().is(text);
  }

  final boolean at(Kind kind) {
    return peek().is(kind);
  }

  final boolean accept(String text) {
    boolean is = at(text);
    if (is) {
      next();
    }
    return is;
  }

  final void expect(String text) {
    if (!accept(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  final String name() {
    if (!at(Kind.NAME)) {
      throw unexpected("a name");
    }
    return next().text();
  }

  final SyntaxProblem unexpected(String wanted) {
    Token token = peek();
    String found =
        switch (token.kind()) {
          case ERROR -> token.text();
          case NEWLINE -> "the line ends";
          case END -> "the file ends";
          case INDENT -> "the line is indented";
          case DEDENT -> "the block ends";
          case STRING, FORMATTED -> "a string stands";
          default -> "'%s' stands".formatted(token.text());
        };
    return new SyntaxProblem(
        token.line(),
        token.is(Kind.ERROR) ? found : "%s where %s is expected".formatted(found, wanted));
  }

  final void enter() {
    if (++depth > DEEPEST) {
      throw new SyntaxProblem(line(), "more than %d levels within each other".formatted(DEEPEST));
    }
  }

  final void leave() {
    depth--;
  }

  /** Returns the depth, to be set again after a problem. */
  final int depth() {
    return depth;
  }

  final void depth(int to) {
    depth = to;
  }
}
