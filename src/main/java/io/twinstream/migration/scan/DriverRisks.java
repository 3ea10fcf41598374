package io.twinstream.migration.scan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at what outputs do on the driver, and whom they connect to. */
final class DriverRisks {
  /** Types of what a program counts or collects; a session or a pool is none of them. */
  private static final Pattern VALUES =
      Pattern.compile(
          "[BCDFIJSZ]|\\[.*|L(java/lang/(String|Integer|Long|Double|Boolean)|java/util/.*|scala/collection/.*);");

  private static final Set<String> ON_BATCHES =
      Set.of("foreachRDD", "foreach", "transform", "transformToPair");

  private final Application application;
  private final FunctionCode functions;
  private final Risks.Reporter reporter;

  DriverRisks(FlowGraph.Scan scan, Risks.Reporter reporter) {
    this.application = scan.application();
    this.functions = new FunctionCode(scan);
    this.reporter = reporter;
  }

  void find(FlowGraph graph) {
    for (Use use : graph.steps().keySet()) {
      List<MethodCode> bodies = functions.bodies(use.method(), use.call());
      if (ON_BATCHES.contains(use.name())) {
        List<MethodCode> code = functions.reached(bodies);
        code.forEach(each -> onDriver(use, each));
        state(graph, use, code);
      } else if (Batches.isPerRecord(use.name())) {
        perRecord(use, bodies, use.name());
      }
    }
  }

  private void onDriver(Use use, MethodCode code) {
    for (Call call : code.calls()) {
      if (Batches.isCollecting(call)) {
        reporter.add(
            RiskType.COLLECT_TO_DRIVER,
            use,
            "%s brings records to the driver in line %d"
                .formatted(call.target().name(), call.line()));
      } else if (Batches.isOne(call)) {
        if (Batches.isPerRecord(call.target().name())) {
          perRecord(use, functions.bodies(code, call), call.target().name());
        }
        captured(use, code, call);
      }
    }
  }

  private void perRecord(Use use, List<MethodCode> bodies, String name) {
    functions.reached(bodies).stream()
        .flatMap(code -> code.calls().stream())
        .filter(call -> Connections.known().isMade(call.target()))
        .findFirst()
        .ifPresent(
            call ->
                reporter.add(
                    RiskType.CONNECTION_PER_RECORD,
                    use,
                    "%s opens %s for each record, in line %d"
                        .formatted(name, ApiNames.simple(call.target().owner()), call.line())));
  }

  /** A connection that is made on the driver and used by executors. */
  private void captured(Use use, MethodCode code, Call call) {
    call.inputs().stream()
        .flatMap(Set::stream)
        .filter(Origin.Lambda.class::isInstance)
        .map(origin -> ((Origin.Lambda) origin).closure())
        .flatMap(closure -> FunctionCode.captured(closure).stream())
        .filter(Connections.known()::isOne)
        .findFirst()
        .ifPresent(
            type ->
                reporter.add(
                    RiskType.CONNECTION_CAPTURED,
                    use,
                    "the function of %s in line %d takes a %s of the driver with it"
                        .formatted(call.target().name(), call.line(), ApiNames.simple(type))));
  }

  /** Fields of the driver that a batch changes, and another batch or method reads. */
  private void state(FlowGraph graph, Use use, List<MethodCode> code) {
    Set<Origin.Field> written = new LinkedHashSet<>();
    code.stream()
        .filter(each -> !each.id().name().equals("<init>") && !each.id().name().equals("<clinit>"))
        .forEach(each -> written.addAll(each.writes()));
    for (Origin.Field field : written) {
      boolean isValue =
          VALUES.matcher(field.descriptor()).matches()
              && application.classes().isApplication(field.owner());
      Optional<MethodCode> reader = isValue ? reader(graph, field) : Optional.empty();
      reader.ifPresent(
          by ->
              reporter.add(
                  RiskType.DRIVER_STATE,
                  use,
                  "%s changes the field %s, which %s reads"
                      .formatted(
                          use.name(), field.name(), application.paths().nameInSource(by.id()))));
    }
  }

  private Optional<MethodCode> reader(FlowGraph graph, Origin.Field field) {
    return graph.program().methods().stream()
        .map(application::method)
        .filter(method -> method.reads().contains(field))
        .findFirst();
  }
}
