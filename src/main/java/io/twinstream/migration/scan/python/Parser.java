package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the statements of a module, those of Python 2.7 and of 3. A statement that is neither is
 * passed over, and the problem kept.
 */
final class Parser extends ExpressionParser {
  private final List<SyntaxProblem> problems = new ArrayList<>();

  private Parser(List<Token> tokens) {
    super(tokens);
  }

  /**
   * What was read of a source.
   *
   * @param statements all that could be parsed
   * @param problems those that could not
   */
  record Parsed(List<Statement> statements, List<SyntaxProblem> problems) {}

  static Parsed parse(List<Token> tokens) {
    Parser parser = new Parser(tokens);
    List<Statement> statements = new ArrayList<>();
    while (!parser.at(Kind.END)) {
      parser.statement(statements);
    }
    return new Parsed(statements, parser.problems);
  }

  private void statement(List<Statement> to) {
    int before = depth();
    int start = index();
    try {
      if (at(Kind.INDENT)) {
        problems.add(new SyntaxProblem(line(), "the line is indented, and no block begins"));
        next();
      } else if (at(Kind.DEDENT) || at(Kind.NEWLINE)) {
        next();
      } else if (!new Compound(this).parse(to)) {
        simple(to);
      }
    } catch (SyntaxProblem problem) {
      depth(before);
      problems.add(problem);
      skip(start);
    }
  }

  /** Goes to the end of the line, and into a block that its header would have begun. */
  private void skip(int start) {
    if (index() == start) {
      next();
    }
    while (!at(Kind.NEWLINE) && !at(Kind.END)) {
      next();
    }
    while (at(Kind.NEWLINE) || at(Kind.INDENT)) {
      next();
    }
  }

  /** Parses what follows a colon: an indented block, or statements in the same line. */
  List<Statement> block() {
    expect(":");
    enter();
    List<Statement> body = new ArrayList<>();
    if (!at(Kind.NEWLINE)) {
      simple(body);
    } else {
      next();
      if (!at(Kind.INDENT)) {
        throw unexpected("an indented block");
      }
      if (next().text().equals("tabs")) {
        problems.add(
            new SyntaxProblem(line(), "tabs and blanks are mixed; read with 8 columns for a tab"));
      }
      while (!at(Kind.DEDENT) && !at(Kind.END)) {
        statement(body);
      }
      next();
    }
    leave();
    return body;
  }

  private void simple(List<Statement> to) {
    do {
      if (at(Kind.NEWLINE)) {
        break;
      }
      to.add(small());
    } while (accept(";"));
    if (at(Kind.END) || at(Kind.DEDENT)) {
      return;
    }
    if (!at(Kind.NEWLINE)) {
      throw unexpected("the end of the statement");
    }
    next();
  }

  private Statement small() {
    Token token = peek();
    if (token.is(Kind.NAME)) {
      switch (token.text()) {
        case "pass", "break", "continue":
          next();
          return new Statement.Evaluate(List.of());
        case "return":
          next();
          return new Statement.Return(startsExpression() ? tuple() : nothing(token.line()));
        case "raise":
          next();
          return raised();
        case "del", "assert":
          next();
          return new Statement.Evaluate(List.of(tuple()));
        case "global", "nonlocal":
          return outer();
        case "import":
          next();
          return new Statement.Import(Imports.names(this));
        case "from":
          return Imports.from(this);
        case "print", "exec":
          if (isOldStatement()) {
            next();
            return old();
          }
          break;
        default:
          if (token.is("type") && peek(1).is(Kind.NAME) && (peek(2).is("=") || peek(2).is("["))) {
            next();
          }
      }
    }
    return assignment();
  }

  /** Python 2: {@code print x}, {@code print >>file, x}, {@code exec code in names}. */
  private boolean isOldStatement() {
    Token after = peek(1);
    return switch (after.kind()) {
      case NAME -> !after.is("if") && !after.is("in") && !after.is("is") && !isJoint(after);
      case NUMBER, STRING, FORMATTED -> true;
      case OPERATOR -> after.is(">>") || after.is("{") || after.is("`") || after.is("~");
      default -> false;
    };
  }

  private static boolean isJoint(Token token) {
    return token.is("and") || token.is("or") || token.is("else") || token.is("for");
  }

  private Statement old() {
    accept(">>");
    return new Statement.Evaluate(List.of(tuple()));
  }

  private Statement raised() {
    List<Expression> parts = new ArrayList<>();
    if (startsExpression()) {
      parts.add(tuple());
      if (accept("from")) {
        parts.add(test());
      }
    }
    return new Statement.Evaluate(parts);
  }

  private Statement outer() {
    next();
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (accept(","));
    return new Statement.Outer(names);
  }

  private Statement assignment() {
    Expression first = tuple();
    if (accept(":")) {
      Expression annotation = test();
      return new Statement.Annotate(first, annotation, accept("=") ? tuple() : null);
    }
    Token token = peek();
    if (token.is(Kind.OPERATOR) && token.text().length() > 1 && token.text().endsWith("=")) {
      next();
      return new Statement.Augment(first, tuple());
    }
    if (!at("=")) {
      return new Statement.Evaluate(List.of(first));
    }
    List<Expression> targets = new ArrayList<>();
    Expression value = first;
    while (accept("=")) {
      targets.add(value);
      value = tuple();
    }
    return new Statement.Assign(targets, value);
  }
}
