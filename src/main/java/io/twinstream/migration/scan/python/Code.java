package io.twinstream.migration.scan.python;

import java.util.List;

/** A function or lambda of the program; two are the same only if they are one place in it. */
final class Code {
  final String name;
  final List<Parameter> parameters;
  final List<Statement> body;
  final Expression returns;
  final boolean isProperty;
  final boolean isStatic;
  final boolean isOfClass;

  Code(Statement.Function function, String name) {
    this.name = name;
    this.parameters = function.parameters();
    this.body = function.body();
    this.returns = function.returns();
    this.isProperty = isDecorated(function, "property");
    this.isStatic = isDecorated(function, "staticmethod");
    this.isOfClass = isDecorated(function, "classmethod");
  }

  Code(Expression.Lambda lambda, String name) {
    this.name = name;
    this.parameters = lambda.parameters();
    this.body = List.of(new Statement.Return(lambda.body()));
    this.returns = null;
    this.isProperty = false;
    this.isStatic = false;
    this.isOfClass = false;
  }

  private static boolean isDecorated(Statement.Function function, String name) {
    return function.decorators().stream()
        .anyMatch(each -> each instanceof Expression.Name word && word.id().equals(name));
  }
}
