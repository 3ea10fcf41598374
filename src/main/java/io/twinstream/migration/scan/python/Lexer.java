package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides Python source, 2.7 or 3, into tokens; a tab reaches to the next multiple of 8 columns, as
 * in Python 2.
 */
final class Lexer {
  private static final int TAB = 8;
  private static final String[] OPERATORS = {
    "**=", "//=", ">>=", "<<=", "...", "!=", "<>", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "@=", "==", "<=", ">=", "<<", ">>", "**", "//"
  };
  private static final String SINGLE = "+-*/%@<>&|^~()[]{},:.;=`!";

  private static final Set<String> STATEMENTS =
      Set.of("def", "class", "import", "return", "while", "try", "with", "pass", "raise");

  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX][0-9a-fA-F_]+[lL]?|0[bB][01_]+[lL]?|0[oO][0-7_]+[lL]?"
              + "|(\\d[\\d_]*)?\\.?[\\d_]*([eE][+-]?\\d[\\d_]*)?[jJlL]?");

  private final String text;
  private final boolean isExpression;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Indent> indents = new ArrayDeque<>();
  private int at;
  private int line;
  private int brackets;

  /** A depth of indentation, with a tab counted as 8 columns and as one. */
  private record Indent(int columns, int narrow) {}

  private Lexer(String text, int firstLine, boolean isExpression) {
    this.text = text;
    this.isExpression = isExpression;
    this.brackets = isExpression ? 1 : 0;
    this.line = firstLine;
    indents.push(new Indent(0, 0));
  }

  /**
   * Returns the tokens, the last of which is {@link Kind#END}.
   *
   * @param firstLine the number of the first line
   */
  static List<Token> tokens(String text, int firstLine) {
    Lexer lexer = new Lexer(text, firstLine, false);
    lexer.run();
    return lexer.tokens;
  }

  /** Returns the tokens of an expression; line feeds do not end it. */
  static List<Token> expression(String text, int firstLine) {
    Lexer lexer = new Lexer(text, firstLine, true);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    boolean isLineStart = brackets == 0;
    while (true) {
      if (isLineStart) {
        indentation();
        isLineStart = false;
      }
      if (at >= text.length()) {
        break;
      }
      char c = text.charAt(at);
      if (c == '\n') {
        isLineStart = brackets == 0 || isStatement(at + 1);
        if (isLineStart && brackets > 0) {
          add(Kind.ERROR, "a bracket is not closed");
          brackets = 0;
        }
        if (isLineStart) {
          newline();
        }
        at++;
        line++;
      } else if (c == ' ' || c == '\t' || c == '\f' || c == '\r' || c == '\uFEFF') {
        at++;
      } else if (c == '#') {
        skipComment();
      } else if (c == '\\' && isLineEnd(at + 1)) {
        at = text.indexOf('\n', at) + 1;
        at = at == 0 ? text.length() : at;
        line++;
      } else {
        token(c);
      }
    }
    newline();
    while (indents.pop().columns() > 0) {
      add(Kind.DEDENT, "");
    }
    add(Kind.END, "");
  }

  /** Blanks after the backslash are an error for Python, but leave no doubt of what is meant. */
  private boolean isLineEnd(int index) {
    int end = text.indexOf('\n', index);
    return text.substring(index, end < 0 ? text.length() : end).isBlank();
  }

  /** Returns whether a line begins with a word that no expression has. */
  private boolean isStatement(int from) {
    if (isExpression) {
      return false;
    }
    int start = from;
    while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
      start++;
    }
    int end = start;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    boolean isWord = end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == ':');
    return isWord && end - start <= 6 && STATEMENTS.contains(text.substring(start, end));
  }

  private void newline() {
    boolean isEmpty =
        tokens.isEmpty()
            || tokens.get(tokens.size() - 1).is(Kind.NEWLINE)
            || tokens.get(tokens.size() - 1).is(Kind.INDENT)
            || tokens.get(tokens.size() - 1).is(Kind.DEDENT);
    if (!isEmpty) {
      add(Kind.NEWLINE, "");
    }
  }

  private void skipComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  /** Compares the next line that is not empty with the indentation around it. */
  private void indentation() {
    int columns = 0;
    int narrow = 0;
    int from = at;
    for (; from < text.length(); from++) {
      char c = text.charAt(from);
      if (c == ' ') {
        columns++;
        narrow++;
      } else if (c == '\t') {
        columns = (columns / TAB + 1) * TAB;
        narrow++;
      } else if (c == '\f') {
        columns = 0;
        narrow = 0;
      } else if (c != '\uFEFF' && c != '\r') {
        break;
      }
    }
    at = from;
    if (at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '#') {
      return;
    }
    Indent top = indents.peek();
    if (columns > top.columns()) {
      indents.push(new Indent(columns, narrow));
      add(Kind.INDENT, narrow > top.narrow() ? "" : "tabs");
      return;
    }
    while (columns < indents.peek().columns()) {
      indents.pop();
      add(Kind.DEDENT, "");
    }
    if (columns > indents.peek().columns()) {
      indents.push(new Indent(columns, narrow));
      add(Kind.ERROR, "its indentation fits no block around it");
    }
  }

  private void token(char c) {
    if (Character.isUnicodeIdentifierStart(c) || c == '_' || Character.isSurrogate(c)) {
      word();
    } else if (Character.isDigit(c) || c == '.' && isDigit(at + 1)) {
      number();
    } else if (c == '"' || c == '\'') {
      string("");
    } else {
      operator(c);
    }
  }

  private boolean isDigit(int index) {
    return index < text.length() && Character.isDigit(text.charAt(index));
  }

  private void word() {
    int end = at;
    while (end < text.length()
        && (Character.isUnicodeIdentifierPart(text.charAt(end))
            || Character.isSurrogate(text.charAt(end)))) {
      end++;
    }
    String word = text.substring(at, end);
    boolean isQuoted = end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '\'');
    if (isQuoted && word.length() <= 2 && word.toLowerCase(Locale.ROOT).matches("[rbuft]+")) {
      at = end;
      string(word.toLowerCase(Locale.ROOT));
    } else {
      add(Kind.NAME, word);
      at = end;
    }
  }

  private void number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    int end = number.lookingAt() ? Math.max(number.end(), at + 1) : at + 1;
    add(Kind.NUMBER, text.substring(at, end));
    at = end;
  }

  private void string(String prefix) {
    char quote = text.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    boolean isTriple = text.startsWith(triple, at);
    int start = at + (isTriple ? 3 : 1);
    int first = line;
    int end = start;
    boolean isClosed = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '\\') {
        line += end + 1 < text.length() && text.charAt(end + 1) == '\n' ? 1 : 0;
        end += text.startsWith("\r\n", end + 1) ? 3 : 2;
        line += end <= text.length() && text.startsWith("\r\n", end - 2) ? 1 : 0;
        continue;
      }
      if (isTriple ? text.startsWith(triple, end) : c == quote) {
        isClosed = true;
        break;
      }
      if (c == '\n') {
        if (!isTriple) {
          break;
        }
        line++;
      }
      end++;
    }
    end = Math.min(end, text.length());
    boolean isFormatted = prefix.indexOf('f') >= 0 || prefix.indexOf('t') >= 0;
    tokens.add(
        isClosed
            ? new Token(
                isFormatted ? Kind.FORMATTED : Kind.STRING, text.substring(start, end), first)
            : new Token(Kind.ERROR, "a string has no end", first));
    at = isClosed ? end + (isTriple ? 3 : 1) : end;
  }

  private void operator(char c) {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        add(Kind.OPERATOR, operator);
        at += operator.length();
        return;
      }
    }
    if (SINGLE.indexOf(c) < 0) {
      add(Kind.ERROR, "no Python begins with " + printable(c));
      at++;
      return;
    }
    if (c == '(' || c == '[' || c == '{') {
      brackets++;
    } else if (c == ')' || c == ']' || c == '}') {
      brackets = Math.max(0, brackets - 1);
    }
    add(Kind.OPERATOR, String.valueOf(c).intern());
    at++;
  }

  private static String printable(char c) {
    return c < ' ' ? "character %d".formatted((int) c) : "'" + c + "'";
  }

  private void add(Kind kind, String word) {
    tokens.add(new Token(kind, word, line));
  }
}
