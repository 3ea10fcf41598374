package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for several output operations on one source, and for one of them that keeps the offsets.
 */
final class OutputRisks {
  private static final String OFFSET_RANGE = "OffsetRange;";

  private final Application application;
  private final FunctionCode functions;
  private final Streams streams;
  private final Risks.Reporter reporter;

  OutputRisks(FlowGraph.Scan scan, Risks.Reporter reporter) {
    this.application = scan.application();
    this.functions = new FunctionCode(scan);
    this.streams = new Streams(application);
    this.reporter = reporter;
  }

  void find(FlowGraph graph) {
    Map<Object, Set<Use>> bySource = new LinkedHashMap<>();
    for (Use step : graph.steps().keySet()) {
      if (graph.part(step) == Part.OUTPUT) {
        Set<Use> before = graph.before(step);
        before.add(step);
        before.stream()
            .filter(each -> graph.steps().get(each).isEmpty())
            .flatMap(root -> beginnings(graph, root).stream())
            .forEach(
                root -> bySource.computeIfAbsent(root, key -> new LinkedHashSet<>()).add(step));
      }
    }
    Set<List<Use>> groups = new LinkedHashSet<>();
    bySource.values().forEach(outputs -> groups.addAll(ofOneStream(outputs)));
    for (List<Use> several : groups) {
      if (several.size() > 1) {
        several(graph, several);
        ownOutput(several);
      }
    }
  }

  /** Returns what tells the stream that a first step is of from others. */
  private List<Object> beginnings(FlowGraph graph, Use root) {
    if (graph.part(root) == Part.SOURCE) {
      return List.of(root);
    }
    return streams.streams(root.call()).stream()
        .<Object>map(origin -> List.of(root.method().id(), origin))
        .toList();
  }

  /**
   * Divides outputs that come from one call which makes a stream: a method that is called twice
   * makes two streams by it.
   */
  private List<List<Use>> ofOneStream(Set<Use> outputs) {
    List<List<Use>> groups = new ArrayList<>();
    for (Use output : outputs) {
      groups.stream()
          .filter(group -> group.stream().allMatch(other -> isOfOneStream(output, other)))
          .findFirst()
          .ifPresentOrElse(
              group -> group.add(output), () -> groups.add(new ArrayList<>(List.of(output))));
    }
    return groups;
  }

  private boolean isOfOneStream(Use one, Use other) {
    return !one.method().id().equals(other.method().id())
        || !Collections.disjoint(streams.roots(one.call()), streams.roots(other.call()));
  }

  private void several(FlowGraph graph, List<Use> outputs) {
    Use first = outputs.get(0);
    String detail = outputs.stream().map(use -> at(use, first)).collect(Collectors.joining(", "));
    boolean hasState =
        outputs.stream()
            .flatMap(use -> graph.before(use).stream())
            .anyMatch(use -> Part.remembers(use.name()));
    reporter.add(
        hasState ? RiskType.SEVERAL_OUTPUTS_OF_STATE : RiskType.SEVERAL_OUTPUTS,
        first.model(),
        first.method(),
        first.call().line(),
        outputs.size() + " outputs of one stream: " + detail);
  }

  /** Returns where an output is, as seen from the method of another. */
  private String at(Use use, Use first) {
    String line = use.call().line() == 0 ? "?" : Integer.toString(use.call().line());
    String place =
        use.method().id().equals(first.method().id())
            ? ""
            : " of "
                + (use.model() == first.model()
                    ? application.paths().nameInSource(use.method().id())
                    : ApiNames.simple(use.model().name())
                        + "."
                        + application.paths().nameInSource(use.method().id()));
    return "%s in line %s%s".formatted(use.name(), line, place);
  }

  /** An output that stores offsets and nothing else, beside one that writes. */
  private void ownOutput(List<Use> outputs) {
    Optional<Use> writing =
        outputs.stream().filter(use -> !storesOffsets(use) && writes(use)).findFirst();
    if (writing.isPresent()) {
      outputs.stream()
          .filter(use -> storesOffsets(use) && !writes(use))
          .forEach(
              use ->
                  reporter.add(
                      RiskType.OFFSETS_IN_OWN_OUTPUT,
                      use.model(),
                      use.method(),
                      use.call().line(),
                      "%s keeps offsets, and %s writes"
                          .formatted(at(use, use), at(writing.get(), use))));
    }
  }

  private boolean storesOffsets(Use output) {
    return reached(output).stream()
        .flatMap(code -> code.calls().stream())
        .anyMatch(OutputRisks::storesOffsets);
  }

  private static boolean storesOffsets(Call call) {
    MethodId target = call.target();
    String parameters = target.descriptor().substring(0, target.descriptor().indexOf(')'));
    boolean isSparks = target.owner().startsWith("org/apache/spark/");
    return target.name().equals("commitAsync")
        || isSparks && target.name().equals("untilOffset")
        || !isSparks && parameters.contains(OFFSET_RANGE);
  }

  private boolean writes(Use output) {
    if (!output.name().equals("foreachRDD") && !output.name().equals("foreach")) {
      return true;
    }
    List<MethodCode> code = reached(output);
    // A function whose class names nothing of Spark Streaming is not read.
    return code.isEmpty()
        || code.stream()
            .flatMap(each -> each.calls().stream())
            .anyMatch(call -> Batches.isAction(call) || Batches.takesOne(call) && isForeign(call));
  }

  /** What is done with a batch in a class that was not read may be a write. */
  private boolean isForeign(Call call) {
    return !call.target().owner().startsWith("org/apache/spark/")
        && application.method(call.target()) == null;
  }

  private List<MethodCode> reached(Use output) {
    return functions.reached(functions.bodies(output.method(), output.call()));
  }
}
