package io.twinstream.migration.scan;

import java.util.List;
import java.util.stream.Collectors;

/** The languages in which a port can be begun: that of the classic program. */
enum PortLanguage {
  JAVA("java", "src/main/java", ".java", "step"),
  SCALA("scala", "src/main/scala", ".scala", "result"),
  PYTHON("python", "src/main/python", ".py", "result");

  private final String template;
  private final String folder;
  private final String ending;
  private final String variable;

  PortLanguage(String template, String folder, String ending, String variable) {
    this.template = template;
    this.folder = folder;
    this.ending = ending;
    this.variable = variable;
  }

  /** Returns the language that a program is written in, by the file of its first step. */
  static PortLanguage of(ProgramFlow flow) {
    Step first = flow.steps().get(0);
    if (first.source() == null) {
      boolean isPython = first.className().endsWith(".py") || first.className().contains(".ipynb");
      return isPython ? PYTHON : JAVA;
    }
    return first.source().endsWith(".scala") ? SCALA : JAVA;
  }

  /** Returns the template's resource. */
  String template() {
    return "/io/twinstream/migration/scan/port/" + template + ".mustache";
  }

  /** Returns the file of a class, below the root of the project. */
  String file(String packageName, String className) {
    String path = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
    String name = this == PYTHON ? snake(className) : className;
    return folder + "/" + path + name + ending;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the name of what a step gives. */
  String variable(int number) {
    return variable + number;
  }

  /** Returns parameters of these names: {@code Dataset<Row> step1, Dataset<Row> step2}. */
  String parameters(List<Integer> numbers) {
    return numbers.stream()
        .map(
            number ->
                switch (this) {
                  case JAVA -> "Dataset<Row> " + variable(number);
                  case SCALA -> variable(number) + ": DataFrame";
                  case PYTHON -> variable(number);
                })
        .collect(Collectors.joining(", "));
  }

  /** Returns the arguments of these names. */
  String arguments(List<Integer> numbers) {
    return numbers.stream().map(this::variable).collect(Collectors.joining(", "));
  }

  /** Returns the call that asks for one of these. */
  String choice(int step, List<Integer> numbers) {
    String all = arguments(numbers);
    return switch (this) {
      case JAVA -> "oneOf(%d, List.of(%s))".formatted(step, all);
      case SCALA -> "oneOf(%d, Seq(%s))".formatted(step, all);
      case PYTHON -> "one_of(%d, [%s])".formatted(step, all);
    };
  }

  /** Returns a text as the language writes it. */
  static String literal(String text) {
    return "\"" + escaped(text) + "\"";
  }

  /** Returns a text as it stands between quotes in all of these languages. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", " ")
        .replace("$", "\\u0024");
  }

  /** Returns a text that can stand in a comment. */
  static String comment(String text) {
    return text.replace("*/", "* /").replace("\\", "/").replace("\"\"\"", "'''");
  }
}
