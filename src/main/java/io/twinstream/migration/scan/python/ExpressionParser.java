package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses expressions; operators are not told apart, as none gives a stream. */
class ExpressionParser extends Cursor {
  /** A longer chain of calls is not followed by any person either. */
  private static final int LONGEST_CHAIN = 2_000;

  private static final Set<String> BINARY =
      Set.of(
          "+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^", "<", ">", "<=", ">=",
          "==", "!=", "<>", "in", "is", "and");

  private static final Set<String> WORDS =
      Set.of(
          "and",
          "as",
          "assert",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  ExpressionParser(List<Token> tokens) {
    super(tokens);
  }

  /** Parses one expression or several with commas between, which are a tuple. */
  final Expression tuple() {
    int line = line();
    Expression first = starredOrTest();
    if (!at(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (accept(",") && startsExpression()) {
      items.add(starredOrTest());
    }
    return new Expression.Items(items, line);
  }

  final boolean startsExpression() {
    Token token = peek();
    return switch (token.kind()) {
      case NUMBER, STRING, FORMATTED -> true;
      case NAME ->
          !WORDS.contains(token.text())
              || token.is("not")
              || token.is("lambda")
              || token.is("yield");
      case OPERATOR ->
          token.is("(")
              || token.is("[")
              || token.is("{")
              || token.is("-")
              || token.is("+")
              || token.is("~")
              || token.is("*")
              || token.is("**")
              || token.is("...")
              || token.is("`");
      default -> false;
    };
  }

  final Expression starredOrTest() {
    int line = line();
    if (accept("*")) {
      return new Expression.Starred(test(), line);
    }
    return test();
  }

  /** Parses an expression without commas. */
  final Expression test() {
    enter();
    int line = line();
    Expression result;
    if (at("lambda")) {
      result = lambda();
    } else if (at("yield")) {
      result = yielded();
    } else {
      result = choice();
      if (accept(":=")) {
        result = new Expression.Walrus(result, test(), line);
      }
    }
    leave();
    return result;
  }

  final Expression yielded() {
    int line = next().line();
    if (accept("from")) {
      return new Expression.Yield(test(), line);
    }
    return new Expression.Yield(startsExpression() ? tuple() : nothing(line), line);
  }

  static Expression nothing(int line) {
    return new Expression.Other(List.of(), line);
  }

  private Expression choice() {
    int line = line();
    Expression first = disjunction();
    if (!at("if")) {
      return first;
    }
    next();
    Expression condition = disjunction();
    expect("else");
    return new Expression.Choice(List.of(first, test()), List.of(condition), line);
  }

  final Expression disjunction() {
    int line = line();
    Expression first = operation();
    if (!at("or")) {
      return first;
    }
    List<Expression> values = new ArrayList<>(List.of(first));
    while (accept("or")) {
      values.add(operation());
    }
    return new Expression.Choice(values, List.of(), line);
  }

  /** Parses what binds closer than {@code or}; any operator makes a value that is no stream. */
  final Expression operation() {
    int line = line();
    Expression first = unary();
    if (!isBinary()) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    boolean isAnd = true;
    while (isBinary()) {
      isAnd &= at("and");
      operator();
      parts.add(unary());
    }
    return isAnd
        ? new Expression.Choice(parts, List.of(), line)
        : new Expression.Other(parts, line);
  }

  private boolean isBinary() {
    Token token = peek();
    return BINARY.contains(token.text()) && (token.is(Kind.OPERATOR) || token.is(Kind.NAME))
        || token.is("not") && peek(1).is("in");
  }

  private void operator() {
    Token token = next();
    if (token.is("not") || token.is("is") && at("not")) {
      next();
    }
  }

  private Expression unary() {
    int line = line();
    int signs = 0;
    while (at("not") || at("-") || at("+") || at("~")) {
      next();
      signs++;
    }
    Expression value = awaited();
    return signs == 0 ? value : new Expression.Other(List.of(value), line);
  }

  private Expression awaited() {
    int line = line();
    if (at("await") && peek(1).is(Kind.NAME)) {
      next();
      return new Expression.Await(chain(), line);
    }
    return chain();
  }

  /** Parses an atom with its calls, attributes and subscripts. */
  private Expression chain() {
    Expression value = atom();
    for (int length = 0; ; length++) {
      if (length > LONGEST_CHAIN) {
        throw new SyntaxProblem(line(), "a chain of more than %d calls".formatted(LONGEST_CHAIN));
      }
      if (at("(")) {
        value = call(value);
      } else if (at("[")) {
        int line = next().line();
        Expression index = subscript();
        expect("]");
        value = new Expression.Subscript(value, index, line);
      } else if (accept(".")) {
        int line = line();
        value = new Expression.Attribute(value, name(), line);
      } else {
        return value;
      }
    }
  }

  private Expression subscript() {
    int line = line();
    List<Expression> parts = new ArrayList<>();
    boolean isPlain = true;
    while (!at("]")) {
      if (at(":") || at(",")) {
        isPlain = false;
        next();
      } else {
        parts.add(starredOrTest());
      }
    }
    return isPlain && parts.size() == 1 ? parts.get(0) : new Expression.Other(parts, line);
  }

  private Expression call(Expression function) {
    enter();
    int line = next().line();
    List<Expression> arguments = new ArrayList<>();
    List<Expression.Keyword> keywords = new ArrayList<>();
    while (!accept(")")) {
      int begins = line();
      if (accept("**")) {
        keywords.add(new Expression.Keyword("", test()));
      } else if (at(Kind.NAME) && peek(1).is("=")) {
        String name = next().text();
        next();
        keywords.add(new Expression.Keyword(name, test()));
      } else {
        Expression argument = starredOrTest();
        arguments.add(
            isGenerator() ? new Brackets(this).comprehension(List.of(argument), begins) : argument);
      }
      if (!at(")")) {
        expect(",");
      }
    }
    leave();
    return new Expression.Call(function, List.copyOf(arguments), List.copyOf(keywords), line);
  }

  final boolean isGenerator() {
    return at("for") || at("async") && peek(1).is("for");
  }

  /** Parses what a {@code for} binds: names, attributes, and tuples of them. */
  final Expression targets() {
    int line = line();
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    do {
      if (at("in")) {
        break;
      }
      int starLine = line();
      boolean isStarred = accept("*");
      Expression target = chain();
      items.add(isStarred ? new Expression.Starred(target, starLine) : target);
      isTuple |= at(",");
    } while (accept(","));
    return isTuple || items.size() != 1 ? new Expression.Items(items, line) : items.get(0);
  }

  private Expression atom() {
    Token token = peek();
    switch (token.kind()) {
      case NAME:
        if (WORDS.contains(token.text())) {
          throw unexpected("an expression");
        }
        next();
        return new Expression.Name(token.text(), token.line());
      case NUMBER:
        next();
        return new Expression.Number(token.text(), token.line());
      case STRING, FORMATTED:
        return Strings.parse(this);
      default:
        return new Brackets(this).parse(token);
    }
  }

  private Expression lambda() {
    int line = next().line();
    List<Parameter> parameters = Parameters.parse(this, ":", false);
    expect(":");
    return new Expression.Lambda(parameters, test(), line);
  }
}
