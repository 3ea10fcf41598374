package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The values of the templates of one port: its steps, in the order of the classic program. */
final class PortSkeleton {
  private static final Step ELSEWHERE =
      new Step(
          0,
          "a stream that comes from elsewhere",
          "",
          "",
          "",
          null,
          0,
          Part.SOURCE,
          Rules.all().fallback(Rules.EXTENSION),
          List.of());

  private final ProgramFlow flow;
  private final PortLanguage language;
  private final String packageName;
  private final String className;
  private final List<SettingUse> settings;
  private final List<Step> steps = new ArrayList<>();

  /**
   * Begins the port of a program.
   *
   * @param settings of the whole scan
   */
  PortSkeleton(
      ProgramFlow flow,
      PortLanguage language,
      String packageName,
      String className,
      List<SettingUse> settings) {
    this.flow = flow;
    this.language = language;
    this.packageName = packageName;
    this.className = className;
    Set<String> classes = flow.steps().stream().map(Step::className).collect(Collectors.toSet());
    this.settings = settings.stream().filter(use -> classes.contains(use.className())).toList();
    boolean beginsElsewhere =
        flow.steps().stream().anyMatch(step -> step.part() != Part.SOURCE && step.from().isEmpty());
    if (beginsElsewhere) {
      steps.add(ELSEWHERE);
    }
    steps.addAll(flow.steps());
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("package", packageName.isEmpty() ? false : packageName);
    values.put("class", className);
    values.put("qualified", packageName.isEmpty() ? className : packageName + "." + className);
    values.put("program", PortLanguage.comment(flow.program()));
    values.put("name", PortLanguage.escaped(simple(flow.program())));
    values.put("original", original());
    values.put("trigger", trigger());
    values.put("handOver", flow.handOvers().stream().map(PortSkeleton::handOver).toList());
    List<Step> sources = steps.stream().filter(step -> step.part() == Part.SOURCE).toList();
    List<Integer> sourceNumbers = sources.stream().map(Step::number).toList();
    values.put("isPerBatch", isPerBatch(sources));
    values.put("first", sources.isEmpty() ? 0 : sources.get(0).number());
    values.put("sources", sources.stream().map(step -> Map.of("number", step.number())).toList());
    values.put("sourceNames", language.arguments(sourceNumbers));
    values.put("sourceParameters", language.parameters(sourceNumbers));
    values.put(
        "operators",
        steps.stream()
            .filter(PortSkeleton::isOperator)
            .map(
                step ->
                    Map.of("number", step.number(), "arguments", language.arguments(from(step))))
            .toList());
    List<Step> outputs = steps.stream().filter(step -> step.part() == Part.OUTPUT).toList();
    List<Map<String, Object>> calls = new ArrayList<>();
    for (Step output : outputs) {
      calls.add(Map.of("call", "step" + output.number(), "index", calls.size()));
    }
    values.put("outputs", calls);
    values.put(
        "written",
        outputs.isEmpty()
            ? language.arguments(ends())
            : outputs.stream().map(this::written).collect(Collectors.joining(", ")));
    values.put("hasChoice", outputs.stream().anyMatch(step -> step.from().size() > 1));
    values.put("steps", steps.stream().map(this::step).toList());
    return values;
  }

  /** Whether each batch is for itself: then all that is computed belongs into one foreachBatch. */
  private boolean isPerBatch(List<Step> sources) {
    return sources.size() == 1 && steps.stream().noneMatch(step -> step.part() == Part.STATEFUL);
  }

  private String original() {
    return flow.steps().get(0).className();
  }

  private static String simple(String program) {
    String name = program.replaceAll("(\\.main|, constructor|\\.py|\\.ipynb.*)$", "");
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
  }

  private String trigger() {
    return flow.batch().isEmpty()
        ? "1 second"
        : flow.batch().replace(",", "").replace(" ms", " milliseconds").replace(" s", " seconds");
  }

  private static Map<String, String> handOver(HandOver each) {
    return Map.of(
        "what", PortLanguage.comment(each.what()),
        "where", PortLanguage.comment(each.where()),
        "how", PortLanguage.comment(each.how()));
  }

  private static boolean isOperator(Step step) {
    return step.part() != Part.SOURCE && step.part() != Part.OUTPUT;
  }

  private static List<Integer> from(Step step) {
    return step.from().isEmpty() ? List.of(ELSEWHERE.number()) : step.from();
  }

  /** What an output writes; where several streams come to it, a person says which. */
  private String written(Step output) {
    List<Integer> from = from(output);
    return from.size() == 1
        ? language.variable(from.get(0))
        : language.choice(output.number(), from);
  }

  /** The steps that no other takes a stream from. */
  private List<Integer> ends() {
    return steps.stream()
        .filter(step -> step.number() > 0 && flow.after(step).isEmpty())
        .map(Step::number)
        .toList();
  }

  private Map<String, Object> step(Step step) {
    Rule rule = step.rule();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("number", step.number());
    values.put("title", PortLanguage.comment(step.title()));
    values.put(
        "place",
        step.className().isEmpty()
            ? "elsewhere"
            : PortLanguage.comment(place(step)) + ":" + TextReport.lineNumber(step.line()));
    values.put("difficulty", TextReport.words(rule.difficulty()));
    values.put("equivalent", PortLanguage.comment(rule.equivalent()));
    values.put(
        "equivalent4",
        rule.equivalent4().isEmpty() ? false : PortLanguage.comment(rule.equivalent4()));
    values.put(
        "difference",
        rule.difference().equals("-") ? false : PortLanguage.comment(rule.difference()));
    values.put("example", rule.example().isEmpty() ? false : rule.example());
    values.put("rule", PortLanguage.escaped(step.api()));
    values.put("todo", PortLanguage.escaped(todo(step)));
    values.put("isSource", step.part() == Part.SOURCE);
    values.put("isOperator", isOperator(step));
    values.put("isOutput", step.part() == Part.OUTPUT);
    values.put("isPrint", step.name().equals("print") || step.name().equals("pprint"));
    values.put("parameters", language.parameters(from(step)));
    values.put("reads", PortSource.of(step, settings).<Object>map(each -> each).orElse(false));
    values.put("does", does(step));
    return values;
  }

  /** A file of Python is a place by itself. */
  private String place(Step step) {
    return language == PortLanguage.PYTHON
        ? step.className()
        : ReadableNames.place(step.className(), step.method());
  }

  private static String todo(Step step) {
    String constants = step.arguments().isEmpty() ? "" : " of " + step.arguments();
    return step.rule().equivalent() + constants;
  }

  /** Returns the code of a step that means the same whatever its rows are; false for all others. */
  private Object does(Step step) {
    List<Integer> from = from(step);
    boolean isSame = step.rule().difficulty() == Difficulty.MECHANICAL;
    if (isSame && step.name().equals("union") && from.size() > 1) {
      return language.variable(from.get(0))
          + from.stream()
              .skip(1)
              .map(each -> ".union(" + language.variable(each) + ")")
              .collect(Collectors.joining());
    }
    return false;
  }
}
