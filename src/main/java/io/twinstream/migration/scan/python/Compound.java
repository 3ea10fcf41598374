package io.twinstream.migration.scan.python;

import io.twinstream.migration.scan.python.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parses the statements that have blocks. */
final class Compound {
  private final Parser from;

  Compound(Parser from) {
    this.from = from;
  }

  /** Returns false, and takes nothing, if no such statement stands here. */
  boolean parse(List<Statement> to) {
    if (from.at("@")) {
      to.add(decorated());
      return true;
    }
    if (from.at("async")
        && (from.peek(1).is("def") || from.peek(1).is("for") || from.peek(1).is("with"))) {
      from.next();
    }
    if (!from.at(Kind.NAME)) {
      return false;
    }
    switch (from.peek().text()) {
      case "if" -> to.add(branch());
      case "while" -> to.add(repeat());
      case "for" -> to.add(loop());
      case "try" -> to.add(attempt());
      case "with" -> with(to);
      case "def" -> to.add(function(List.of()));
      case "class" -> to.add(classOf(List.of()));
      case "match" -> {
        return match(to);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Statement decorated() {
    List<Expression> decorators = new ArrayList<>();
    while (from.accept("@")) {
      decorators.add(from.test());
      while (from.at(Kind.NEWLINE)) {
        from.next();
      }
    }
    from.accept("async");
    return from.at("class") ? classOf(decorators) : function(decorators);
  }

  private Statement function(List<Expression> decorators) {
    int line = from.line();
    from.expect("def");
    String name = from.name();
    typeParameters();
    from.expect("(");
    List<Parameter> parameters = Parameters.parse(from, ")", true);
    from.expect(")");
    Expression returns = from.accept("->") ? from.test() : null;
    return new Statement.Function(name, parameters, returns, decorators, from.block(), line);
  }

  private void typeParameters() {
    if (from.accept("[")) {
      while (!from.accept("]")) {
        if (from.at(Kind.NEWLINE) || from.at(Kind.END)) {
          throw from.unexpected("']'");
        }
        from.next();
      }
    }
  }

  private Statement classOf(List<Expression> decorators) {
    int line = from.next().line();
    String name = from.name();
    typeParameters();
    List<Expression> bases = new ArrayList<>();
    if (from.accept("(")) {
      while (!from.accept(")")) {
        if (from.at(Kind.NAME) && from.peek(1).is("=")) {
          from.next();
          from.next();
          from.test();
        } else {
          from.accept("*");
          from.accept("**");
          bases.add(from.test());
        }
        if (!from.at(")")) {
          from.expect(",");
        }
      }
    }
    return new Statement.ClassOf(name, bases, decorators, from.block(), line);
  }

  /** The conditions run before any block; that is near enough for types. */
  private Statement branch() {
    List<List<Statement>> blocks = new ArrayList<>();
    List<Statement> otherwise = List.of();
    List<Statement> first = new ArrayList<>();
    do {
      from.next();
      first.add(new Statement.Evaluate(List.of(from.test())));
      blocks.add(from.block());
    } while (from.at("elif"));
    if (from.accept("else")) {
      otherwise = from.block();
    }
    blocks.add(otherwise);
    first.add(new Statement.Branch(blocks));
    return new Statement.Try(first, List.of(), List.of());
  }

  private Statement repeat() {
    from.next();
    Expression condition = from.test();
    List<Statement> body = from.block();
    return new Statement.Loop(null, condition, body, last());
  }

  private Statement loop() {
    from.next();
    Expression target = from.targets();
    from.expect("in");
    Expression iterable = from.tuple();
    List<Statement> body = from.block();
    return new Statement.Loop(target, iterable, body, last());
  }

  private List<Statement> last() {
    return from.accept("else") ? from.block() : List.of();
  }

  private Statement attempt() {
    from.next();
    List<Statement> body = new ArrayList<>(from.block());
    List<List<Statement>> handlers = new ArrayList<>();
    while (from.accept("except")) {
      from.accept("*");
      List<Statement> handler = new ArrayList<>();
      if (from.startsExpression()) {
        handler.add(new Statement.Evaluate(List.of(from.test())));
        if (from.accept("as")) {
          from.name();
        } else {
          // Python 2: except Error, name; Python 3.14: except One, Other
          while (from.accept(",")) {
            from.targets();
          }
        }
      }
      handler.addAll(from.block());
      handlers.add(handler);
    }
    if (from.accept("else")) {
      body.addAll(from.block());
    }
    List<Statement> last = from.accept("finally") ? from.block() : List.of();
    if (handlers.isEmpty() && last.isEmpty()) {
      throw from.unexpected("'except' or 'finally'");
    }
    return new Statement.Try(body, handlers, last);
  }

  private void with(List<Statement> to) {
    from.next();
    int start = from.index();
    int depth = from.depth();
    List<Statement> body = new ArrayList<>();
    try {
      items(body, false);
    } catch (SyntaxProblem problem) {
      from.back(start);
      from.depth(depth);
      if (!from.at("(")) {
        throw problem;
      }
      body.clear();
      from.expect("(");
      items(body, true);
      from.expect(")");
    }
    body.addAll(from.block());
    to.add(new Statement.Try(body, List.of(), List.of()));
  }

  private void items(List<Statement> to, boolean isBracketed) {
    do {
      if (isBracketed && from.at(")")) {
        return;
      }
      Expression value = from.test();
      to.add(
          from.accept("as")
              ? new Statement.Bind(from.operation(), value)
              : new Statement.Evaluate(List.of(value)));
    } while (from.accept(","));
    if (!isBracketed && !from.at(":")) {
      throw from.unexpected("':'");
    }
  }

  /** {@code match} is a word of its own only where a subject, a colon and cases follow. */
  private boolean match(List<Statement> to) {
    int start = from.index();
    int depth = from.depth();
    from.next();
    Expression subject;
    try {
      subject = from.startsExpression() ? from.tuple() : null;
    } catch (SyntaxProblem problem) {
      subject = null;
    }
    boolean isMatch =
        subject != null
            && from.at(":")
            && from.peek(1).is(Kind.NEWLINE)
            && from.peek(2).is(Kind.INDENT)
            && from.peek(3).is("case");
    if (!isMatch) {
      from.back(start);
      from.depth(depth);
      return false;
    }
    from.next();
    from.next();
    from.next();
    List<List<Statement>> blocks = new ArrayList<>();
    while (from.at("case")) {
      blocks.add(oneCase());
    }
    blocks.add(List.of());
    if (from.at(Kind.DEDENT)) {
      from.next();
    }
    to.add(new Statement.Evaluate(List.of(subject)));
    to.add(new Statement.Branch(blocks));
    return true;
  }

  /** A pattern binds no stream that we follow; it is read as far as its colon. */
  private List<Statement> oneCase() {
    from.next();
    int open = 0;
    while (open > 0 || !from.at(":")) {
      if (from.at(Kind.NEWLINE) || from.at(Kind.END) || from.at(Kind.ERROR)) {
        throw from.unexpected("':'");
      }
      Token token = from.next();
      open += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
      open -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
    }
    return from.block();
  }
}
