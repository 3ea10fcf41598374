package io.twinstream.migration.scan.python;

import java.util.List;

/** A statement of Python. */
sealed interface Statement {

  record Evaluate(List<Expression> parts) implements Statement {}

  record Assign(List<Expression> targets, Expression value) implements Statement {}

  /** {@code target += value}. */
  record Augment(Expression target, Expression value) implements Statement {}

  record Annotate(Expression target, Expression annotation, Expression value)
      implements Statement {}

  record Return(Expression value) implements Statement {}

  /** {@code import name as alias}; the alias is empty if none is written. */
  record Import(List<Alias> names) implements Statement {}

  /** {@code from ..module import names}; the name {@code *} stands for all. */
  record ImportFrom(int dots, String module, List<Alias> names, int line) implements Statement {}

  record Alias(String name, String alias, int line) {}

  record Function(
      String name,
      List<Parameter> parameters,
      Expression returns,
      List<Expression> decorators,
      List<Statement> body,
      int line)
      implements Statement {}

  record ClassOf(
      String name,
      List<Expression> bases,
      List<Expression> decorators,
      List<Statement> body,
      int line)
      implements Statement {}

  /** One of several blocks runs, or none: {@code if}, {@code match}. */
  record Branch(List<List<Statement>> blocks) implements Statement {}

  record Try(List<Statement> body, List<List<Statement>> handlers, List<Statement> last)
      implements Statement {}

  /** {@code for target in iterable}; of a {@code while} the target is null. */
  record Loop(Expression target, Expression iterable, List<Statement> body, List<Statement> last)
      implements Statement {}

  record Bind(Expression target, Expression value) implements Statement {}

  /** {@code global} or {@code nonlocal}. */
  record Outer(List<String> names) implements Statement {}
}
