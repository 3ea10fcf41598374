package io.twinstream.migration.scan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at operators with state: how they follow each other, and what their functions do. */
final class StateRisks {
  private static final Set<String> STATE = Set.of("updateStateByKey", "mapWithState");
  private static final Set<String> JOINS =
      Set.of("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup");
  private static final String CHECKPOINT_OF_STREAM = "(Lorg/apache/spark/streaming/Duration;)";

  private final FlowGraph.Scan scan;
  private final FunctionCode functions;
  private final Risks.Reporter reporter;

  StateRisks(FlowGraph.Scan scan, Risks.Reporter reporter) {
    this.scan = scan;
    this.functions = new FunctionCode(scan);
    this.reporter = reporter;
  }

  void find(FlowGraph graph) {
    graph.steps().keySet().forEach(use -> chained(graph, use));
    graph.steps().keySet().stream().filter(StateRisks::keepsState).forEach(this::function);
    unequalCheckpoints(graph);
  }

  private static boolean keepsState(Use use) {
    return STATE.contains(use.name());
  }

  private static boolean isWindow(Use use) {
    return use.name().equals("window") || use.name().endsWith("Window");
  }

  private void chained(FlowGraph graph, Use use) {
    boolean isLater = keepsState(use) || isWindow(use) || JOINS.contains(use.name());
    if (!isLater) {
      return;
    }
    Set<String> before =
        graph.before(use).stream()
            .filter(each -> keepsState(each) || isWindow(each) && !JOINS.contains(use.name()))
            .map(each -> "%s in line %d".formatted(each.name(), each.call().line()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!before.isEmpty()) {
      reporter.add(
          RiskType.CHAINED_STATE, use, use.name() + " behind " + String.join(", ", before));
    }
  }

  private void function(Use use) {
    List<MethodCode> code = functions.reached(bodies(use));
    code.stream()
        .flatMap(each -> each.calls().stream())
        .filter(call -> Clocks.isRead(call.target()))
        .findFirst()
        .ifPresent(
            call ->
                reporter.add(
                    RiskType.CLOCK_IN_STATE_FUNCTION,
                    use,
                    "the function of %s asks for the time of now in line %d"
                        .formatted(use.name(), call.line())));
    boolean hasTimeout = timeout(use.call());
    boolean isAsked =
        code.stream()
            .flatMap(each -> each.calls().stream())
            .anyMatch(call -> call.target().name().equals("isTimingOut"));
    if (hasTimeout && !isAsked && !code.isEmpty()) {
      reporter.add(
          RiskType.TIMEOUT_NOT_ASKED,
          use,
          "the function of mapWithState with a timeout never asks isTimingOut");
    }
  }

  /** Returns the functions, also those that a StateSpec was made of. */
  private List<MethodCode> bodies(Use use) {
    List<MethodCode> bodies = functions.bodies(use.method(), use.call());
    specs(use.call()).forEach(call -> bodies.addAll(functions.bodies(use.method(), call)));
    return bodies;
  }

  private static Set<Call> specs(Call call) {
    Set<Call> found = new LinkedHashSet<>();
    for (Set<Origin> input : call.inputs()) {
      for (Origin origin : input) {
        if (origin instanceof Origin.Returned made
            && made.call().target().owner().contains("/StateSpec")
            && found.add(made.call())) {
          found.addAll(specs(made.call()));
        }
      }
    }
    return found;
  }

  private static boolean timeout(Call call) {
    return specs(call).stream().anyMatch(each -> each.target().name().equals("timeout"));
  }

  /** State that is checkpointed at other times can seldom be cut together. */
  private void unequalCheckpoints(FlowGraph graph) {
    Set<Long> intervals = new LinkedHashSet<>();
    Use last = null;
    for (Use use : graph.program().uses()) {
      if (use.name().equals("checkpoint")
          && use.call().target().descriptor().startsWith(CHECKPOINT_OF_STREAM)) {
        OptionalLong interval = scan.constants().milliseconds(use.method(), use.call().argument(0));
        if (interval.isPresent() && intervals.add(interval.getAsLong())) {
          last = use;
        }
      }
    }
    if (intervals.size() > 1) {
      reporter.add(
          RiskType.UNEQUAL_STATE_CHECKPOINTS,
          last,
          intervals.stream()
              .map(each -> StepArguments.shown(OptionalLong.of(each)))
              .collect(Collectors.joining(" and ", "state is checkpointed every ", "")));
    }
  }
}
