package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.List;

/** Parses the parameters of a function or lambda. */
final class Parameters {
  private Parameters() {}

  /**
   * Parses up to the end, which is not taken.
   *
   * @param isTyped whether a colon begins an annotation
   */
  static List<Parameter> parse(ExpressionParser from, String end, boolean isTyped) {
    List<Parameter> parameters = new ArrayList<>();
    while (!from.at(end)) {
      if (!from.accept("/")) {
        parameters.add(parameter(from, isTyped));
      }
      if (!from.at(end)) {
        from.expect(",");
      }
    }
    return parameters;
  }

  private static Parameter parameter(ExpressionParser from, boolean isTyped) {
    int stars = from.accept("**") ? 2 : from.accept("*") ? 1 : 0;
    if (from.at(",") || stars == 1 && from.at(":")) {
      return new Parameter("", null, null, stars);
    }
    String name = "";
    if (from.at("(")) {
      from.targets(); // Python 2: def f(a, (b, c))
    } else {
      name = from.name();
    }
    Expression annotation = null;
    if (isTyped && from.accept(":")) {
      from.accept("*");
      annotation = from.test();
    }
    Expression initial = from.accept("=") ? from.test() : null;
    return new Parameter(name, annotation, initial, stars);
  }
}
