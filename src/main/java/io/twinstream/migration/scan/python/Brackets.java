package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.List;

/** Parses what stands in brackets: groups, tuples, lists, sets, dictionaries, comprehensions. */
final class Brackets {
  private final ExpressionParser from;

  Brackets(ExpressionParser from) {
    this.from = from;
  }

  Expression parse(Token token) {
    from.enter();
    Expression result;
    if (from.accept("(")) {
      result = group(")", token.line(), false);
    } else if (from.accept("[")) {
      result = group("]", token.line(), true);
    } else if (from.accept("{")) {
      result = braces(token.line());
    } else if (from.accept("`")) {
      result = new Expression.Other(List.of(from.tuple()), token.line());
      from.expect("`");
    } else if (from.accept("...")) {
      result = ExpressionParser.nothing(token.line());
    } else {
      throw from.unexpected("an expression");
    }
    from.leave();
    return result;
  }

  private Expression group(String end, int line, boolean isList) {
    if (from.accept(end)) {
      return new Expression.Items(List.of(), line);
    }
    Expression first = from.starredOrTest();
    if (from.isGenerator()) {
      Expression all = comprehension(List.of(first), line);
      from.expect(end);
      return all;
    }
    if (from.accept(end)) {
      return isList ? new Expression.Items(List.of(first), line) : first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (from.accept(",") && !from.at(end)) {
      items.add(from.starredOrTest());
    }
    from.expect(end);
    return new Expression.Items(items, line);
  }

  private Expression braces(int line) {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    boolean isSet = false;
    while (!from.accept("}")) {
      if (from.accept("**")) {
        keys.add(null);
        values.add(from.test());
      } else {
        Expression first = from.starredOrTest();
        if (from.accept(":")) {
          keys.add(first);
          values.add(from.test());
        } else {
          isSet = true;
          values.add(first);
        }
        if (from.isGenerator()) {
          List<Expression> results = new ArrayList<>(values);
          results.addAll(0, isSet ? List.of() : keys);
          Expression all = comprehension(results, line);
          from.expect("}");
          return all;
        }
      }
      if (!from.at("}")) {
        from.expect(",");
      }
    }
    return isSet ? new Expression.Items(values, line) : new Expression.Pairs(keys, values, line);
  }

  Expression comprehension(List<Expression> results, int line) {
    List<Expression.Generator> generators = new ArrayList<>();
    while (from.isGenerator()) {
      from.accept("async");
      from.expect("for");
      Expression target = from.targets();
      from.expect("in");
      Expression iterable = from.disjunction();
      if (from.at(",")) {
        // Python 2: for x in 1, 2
        List<Expression> items = new ArrayList<>(List.of(iterable));
        while (from.accept(",") && from.startsExpression()) {
          items.add(from.disjunction());
        }
        iterable = new Expression.Items(items, line);
      }
      List<Expression> tests = new ArrayList<>();
      while (from.accept("if")) {
        tests.add(from.at("lambda") ? from.test() : from.disjunction());
        if (from.accept(":=")) {
          tests.add(from.test());
        }
      }
      generators.add(new Expression.Generator(target, iterable, tests));
    }
    return new Expression.Comprehension(results, generators, line);
  }
}
