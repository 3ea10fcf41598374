package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the calls of a program together to its streams. */
final class FlowGraph {
  /** Give the same stream, as another type. */
  private static final Set<String> CONVERSIONS =
      Set.of(
          "dstream",
          "inputDStream",
          "receiverInputDStream",
          "toJavaDStream",
          "fromJavaDStream",
          "fromPairDStream",
          "fromDStream",
          "fromInputDStream",
          "fromReceiverInputDStream",
          "checkpoint");

  private final Scan scan;
  private final Application application;
  private final Programs.Program program;
  private final Chains chains;
  private final ApiNames names;
  private final ValueIndex values;
  private final StepArguments arguments;
  private final Map<Use, Set<Use>> from = new LinkedHashMap<>();
  private final Map<Use, Step> steps = new LinkedHashMap<>();

  private FlowGraph(Scan scan, Programs.Program program) {
    this.scan = scan;
    this.application = scan.application();
    this.program = program;
    this.chains = scan.chains();
    this.names = new ApiNames(scan.application());
    this.values = scan.values();
    this.arguments = new StepArguments(scan);
  }

  /** Returns the graph of each program that has streams; one that is all in another is left out. */
  static List<FlowGraph> all(Scan scan) {
    List<FlowGraph> all =
        scan.programs().all().stream()
            .map(program -> new FlowGraph(scan, program))
            .peek(FlowGraph::build)
            .filter(graph -> !graph.from.isEmpty())
            .toList();
    Map<Use, List<FlowGraph>> having = new LinkedHashMap<>();
    for (FlowGraph graph : all) {
      graph
          .from
          .keySet()
          .forEach(use -> having.computeIfAbsent(use, key -> new ArrayList<>()).add(graph));
    }
    return all.stream().filter(graph -> !graph.isWithin(having)).toList();
  }

  /** Returns whether another program has all its steps, and more, or the same and is first. */
  private boolean isWithin(Map<Use, List<FlowGraph>> having) {
    List<FlowGraph> others = having.get(from.keySet().iterator().next());
    for (FlowGraph other : others) {
      boolean isMore = other.from.size() > from.size();
      boolean isFirst =
          other.from.size() == from.size()
              && (other.isMain() && !isMain()
                  || other.isMain() == isMain() && others.indexOf(other) < others.indexOf(this));
      if ((isMore || isFirst) && other.from.keySet().containsAll(from.keySet())) {
        return true;
      }
    }
    return false;
  }

  private boolean isMain() {
    return program.entry().name().equals("main");
  }

  private void build() {
    for (Use use : program.uses()) {
      if (isStep(use)) {
        from.put(use, new LinkedHashSet<>());
      }
    }
    for (Map.Entry<Use, Set<Use>> each : from.entrySet()) {
      takes(each.getKey(), each.getValue());
      each.getValue().remove(each.getKey());
    }
    StepOrder.of(from)
        .forEach((use, before) -> steps.put(use, step(use, steps.size() + 1, before)));
  }

  ProgramFlow flow() {
    return new ProgramFlow(
        names.of(program.entry()),
        StepArguments.shown(program.batch(scan.constants())),
        program.checkpoint(scan.constants()),
        program.recovers(),
        List.copyOf(steps.values()),
        new JvmHandOvers(scan, program).of(steps));
  }

  Programs.Program program() {
    return program;
  }

  /** Returns the calls that are steps, each with those that it takes streams from. */
  Map<Use, Set<Use>> steps() {
    return from;
  }

  /** Returns all steps on the way to that one, without it. */
  Set<Use> before(Use use) {
    return StepOrder.allBefore(from, use);
  }

  /** Returns which thing of the program a step is. */
  Part part(Use use) {
    return Part.of(application, use, chains.rule(use).difficulty());
  }

  private boolean isStep(Use use) {
    return part(use).isStep() && !CONVERSIONS.contains(use.name());
  }

  /** Adds the steps that a step takes streams from. */
  private void takes(Use use, Set<Use> to) {
    Set<List<Object>> seen = new HashSet<>();
    for (Set<Origin> input : streams(use.call())) {
      collect(use.method(), input, to, seen);
    }
  }

  /** Returns the inputs that hold streams; of a union of many, all. */
  private List<Set<Origin>> streams(Call call) {
    Set<Origin> known = chains.streams().streams(call);
    boolean isOfMany = known.isEmpty() && Application.combines(call.target().name());
    return isOfMany ? call.inputs() : List.of(known);
  }

  private void collect(
      MethodCode method, Set<Origin> origins, Set<Use> to, Set<List<Object>> seen) {
    for (Origin origin : origins) {
      if (!seen.add(List.of(method.id(), origin))) {
        continue;
      }
      Call call = origin instanceof Origin.Returned returned ? returned.call() : null;
      Use use = call == null ? null : application.use(call);
      if (use != null && from.containsKey(use)) {
        to.add(use);
      } else if (call != null
          && application.method(call.target()) == null
          && (use != null || application.isOnStream(call))) {
        streams(call).forEach(input -> collect(method, input, to, seen));
      } else {
        next(method, origin, to, seen);
      }
    }
  }

  private void next(MethodCode method, Origin origin, Set<Use> to, Set<List<Object>> seen) {
    for (ValueIndex.Given given : values.next(method, origin)) {
      if (program.methods().contains(given.method().id())) {
        collect(given.method(), given.origins(), to, seen);
      }
    }
  }

  private Step step(Use use, int number, List<Integer> before) {
    Rule rule = chains.rule(use);
    return new Step(
        number,
        names.of(use),
        arguments.of(use),
        use.model().name().replace('/', '.'),
        application.paths().nameInSource(use.method().id()),
        use.model().sourcePath(),
        use.call().line(),
        part(use),
        rule,
        before);
  }

  /** What a scan knows of the code, made once. */
  record Scan(
      Application application,
      Programs programs,
      Chains chains,
      ValueIndex values,
      Constants constants) {
    static Scan of(Application application) {
      Programs programs = new Programs(application);
      ValueIndex values = new ValueIndex(application, programs);
      Constants constants = new Constants(values);
      return new Scan(
          application, programs, new Chains(application, programs, constants), values, constants);
    }
  }
}
