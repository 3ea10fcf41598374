package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonCall;
import io.twinstream.migration.scan.python.PythonUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for the risks that the streams of a Python program show. */
final class PythonRisks {
  private static final Set<String> JOINS =
      Set.of("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup");

  private final PythonFlows program;
  private final List<Risk> found = new ArrayList<>();

  private PythonRisks(PythonFlows program) {
    this.program = program;
  }

  /** Returns the risks of a program. */
  static List<Risk> of(PythonFlows program) {
    PythonRisks risks = new PythonRisks(program);
    risks.outputs();
    risks.checkpoint();
    program.steps().keySet().forEach(risks::chained);
    program.run().calls().forEach(risks::collecting);
    return risks.found;
  }

  /** Several outputs of one source; of one without a known source, of one first step. */
  private void outputs() {
    Map<PythonCall, Set<PythonCall>> bySource = new LinkedHashMap<>();
    program
        .steps()
        .forEach(
            (call, step) -> {
              if (step.part() == Part.OUTPUT) {
                program.before(call).stream()
                    .filter(each -> program.steps().get(each).from().isEmpty())
                    .forEach(
                        root ->
                            bySource.computeIfAbsent(root, key -> new LinkedHashSet<>()).add(call));
              }
            });
    for (Set<PythonCall> outputs : new LinkedHashSet<>(bySource.values())) {
      if (outputs.size() > 1) {
        several(List.copyOf(outputs));
      }
    }
  }

  private void several(List<PythonCall> outputs) {
    boolean hasState =
        outputs.stream()
            .flatMap(call -> program.before(call).stream())
            .anyMatch(call -> Part.remembers(call.use().name()));
    PythonUse first = outputs.get(0).use();
    String detail =
        outputs.stream().map(call -> at(call.use(), first)).collect(Collectors.joining(", "));
    add(
        hasState ? RiskType.SEVERAL_OUTPUTS_OF_STATE : RiskType.SEVERAL_OUTPUTS,
        first,
        outputs.size() + " outputs of one stream: " + detail);
  }

  /** Returns where an output is, as seen from another. */
  private static String at(PythonUse use, PythonUse first) {
    String file = use.unit().equals(first.unit()) ? "" : " of " + use.unit();
    return "%s in line %d%s".formatted(use.name(), use.line(), file);
  }

  /** State, and the offsets of a direct stream, are what a checkpoint would bring back. */
  private void checkpoint() {
    List<PythonUse> checkpoints =
        program.run().calls().stream()
            .filter(PythonFlows::isCheckpoint)
            .map(PythonCall::use)
            .toList();
    List<PythonCall> stateful =
        program.steps().keySet().stream().filter(PythonRisks::needsCheckpoint).toList();
    if (program.isRestored() || !program.makesContext()) {
      return;
    }
    if (checkpoints.isEmpty()) {
      stateful.forEach(
          call -> add(RiskType.STATE_WITHOUT_CHECKPOINT, call.use(), call.use().name()));
      return;
    }
    Optional<String> kept =
        program.steps().keySet().stream()
            .filter(call -> needsCheckpoint(call) || is(call, "createDirectStream"))
            .map(call -> call.use().name())
            .findFirst();
    if (kept.isPresent()) {
      checkpoints.forEach(
          use ->
              add(
                  RiskType.CHECKPOINT_NEVER_RESTORED,
                  use,
                  "checkpoint without getOrCreate; what it loses begins with " + kept.get()));
    }
  }

  /** In PySpark these reduce by an inverse function of their own. */
  private static boolean needsCheckpoint(PythonCall call) {
    return is(call, "updateStateByKey")
        || is(call, "countByWindow")
        || is(call, "countByValueAndWindow")
        || call.arguments().containsKey("invFunc")
        || call.arguments().containsKey("invReduceFunc");
  }

  private static boolean is(PythonCall call, String name) {
    return call.use().name().equals(name);
  }

  private static boolean isWindow(PythonCall call) {
    return is(call, "window") || call.use().name().endsWith("Window");
  }

  private void chained(PythonCall call) {
    boolean isJoin = JOINS.contains(call.use().name());
    if (!isJoin && !is(call, "updateStateByKey") && !isWindow(call)) {
      return;
    }
    String before =
        program.before(call).stream()
            .filter(each -> is(each, "updateStateByKey") || isWindow(each) && !isJoin)
            .map(each -> at(each.use(), call.use()))
            .distinct()
            .collect(Collectors.joining(", "));
    if (!before.isEmpty()) {
      add(RiskType.CHAINED_STATE, call.use(), call.use().name() + " behind " + before);
    }
  }

  private void collecting(PythonCall call) {
    call.collecting()
        .forEach(
            each ->
                add(
                    RiskType.COLLECT_TO_DRIVER,
                    call.use(),
                    "%s brings records to the driver in line %d"
                        .formatted(each.name(), each.line())));
  }

  private void add(RiskType type, PythonUse use, String detail) {
    found.add(
        new Risk(type, use.location(), use.unit(), use.function(), use.line(), detail, "", null));
  }
}
