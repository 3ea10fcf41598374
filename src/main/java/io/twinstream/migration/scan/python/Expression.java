package io.twinstream.migration.scan.python;

import java.util.List;

/** An expression of Python, as far as the interpreter tells it from others. */
sealed interface Expression {
  /** Returns the line; of an attribute that of its name, as a chain goes over several. */
  int line();

  record Name(String id, int line) implements Expression {}

  record Attribute(Expression value, String name, int line) implements Expression {}

  /**
   * A call.
   *
   * @param arguments in order, {@link Starred} for {@code *all}
   * @param keywords by name; the name is empty for {@code **all}
   */
  record Call(Expression function, List<Expression> arguments, List<Keyword> keywords, int line)
      implements Expression {}

  record Keyword(String name, Expression value) {}

  record Lambda(List<Parameter> parameters, Expression body, int line) implements Expression {}

  /** A string without expressions in it. */
  record Text(String value, int line) implements Expression {}

  /** A number, as the source has it. */
  record Number(String text, int line) implements Expression {}

  /** A tuple, list or set. */
  record Items(List<Expression> items, int line) implements Expression {}

  /** A dictionary; the key of {@code **other} is null. */
  record Pairs(List<Expression> keys, List<Expression> values, int line) implements Expression {}

  record Subscript(Expression value, Expression index, int line) implements Expression {}

  record Starred(Expression value, int line) implements Expression {}

  /** One of several values: {@code a or b}, {@code a if c else b}; the condition is in tests. */
  record Choice(List<Expression> values, List<Expression> tests, int line) implements Expression {}

  record Comprehension(List<Expression> results, List<Generator> generators, int line)
      implements Expression {}

  /** {@code for target in iterable if tests}. */
  record Generator(Expression target, Expression iterable, List<Expression> tests) {}

  record Walrus(Expression target, Expression value, int line) implements Expression {}

  record Yield(Expression value, int line) implements Expression {}

  record Await(Expression value, int line) implements Expression {}

  /** Any other: its parts are evaluated, its value is no stream. */
  record Other(List<Expression> parts, int line) implements Expression {}
}
