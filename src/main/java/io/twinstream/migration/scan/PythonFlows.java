package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonArgument;
import io.twinstream.migration.scan.python.PythonCall;
import io.twinstream.migration.scan.python.PythonRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Puts the calls of a Python program together to its streams. */
final class PythonFlows {
  private static final BigDecimal SECOND = BigDecimal.valueOf(1000);
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private static final Set<String> RESTORING = Set.of("getOrCreate", "getActiveOrCreate");

  /** Of a step these are shown, in this order; topics are a list. */
  private static final List<String> SHOWN =
      List.of(
          "hostname",
          "port",
          "brokerUrl",
          "topic",
          "topics",
          "directory",
          "prefix",
          "suffix",
          "windowDuration",
          "slideDuration",
          "invReduceFunc",
          "invFunc");

  private final PythonFindings findings;
  private final PythonRun run;
  private final BitSet isStep = new BitSet();
  private final Map<PythonCall, Set<PythonCall>> from = new LinkedHashMap<>();
  private final Map<PythonCall, Step> steps = new LinkedHashMap<>();

  private PythonFlows(PythonFindings findings, PythonRun run) {
    this.findings = findings;
    this.run = run;
    run.calls().forEach(call -> isStep.set(call.place(), isStep(call)));
    for (PythonCall call : run.calls()) {
      if (isStep.get(call.place())) {
        Set<PythonCall> before = new LinkedHashSet<>();
        collect(call, before, new HashSet<>());
        before.remove(call);
        from.put(call, before);
      }
    }
    StepOrder.of(from)
        .forEach((call, before) -> steps.put(call, step(call, steps.size() + 1, before)));
  }

  /** Returns those of the programs that have streams. */
  static List<PythonFlows> all(PythonFindings findings, List<PythonRun> runs) {
    return runs.stream()
        .map(each -> new PythonFlows(findings, each))
        .filter(each -> !each.steps.isEmpty())
        .toList();
  }

  /** Returns the calls that are steps, in their order. */
  Map<PythonCall, Step> steps() {
    return steps;
  }

  PythonRun run() {
    return run;
  }

  /** Returns all steps on the way to that one, without it. */
  Set<PythonCall> before(PythonCall call) {
    return StepOrder.allBefore(from, call);
  }

  ProgramFlow flow() {
    OptionalLong batch = batch();
    String directory = checkpoint();
    return new ProgramFlow(
        run.main(),
        StepArguments.shown(batch),
        directory,
        isRestored(),
        List.copyOf(steps.values()),
        HandOvers.of(
            new HandOvers.Facts(
                directory,
                isRestored(),
                batch,
                false,
                Optional.empty(),
                "state-pickled",
                "trigger(processingTime=\"%s\")"),
            steps.entrySet().stream().map(each -> known(each.getKey(), each.getValue())).toList()));
  }

  private static HandOvers.Known known(PythonCall call, Step step) {
    List<OptionalLong> durations = new ArrayList<>();
    for (String parameter : List.of("windowDuration", "slideDuration")) {
      if (call.arguments().containsKey(parameter)) {
        durations.add(milliseconds(call.arguments().get(parameter)));
      }
    }
    return new HandOvers.Known(step, call.arguments().containsKey("fromOffsets"), durations);
  }

  /** Returns whether it makes a context of streams itself. */
  boolean makesContext() {
    return run.calls().stream()
        .anyMatch(call -> call.use().name().equals("<init>") && isOfContext(call));
  }

  boolean isRestored() {
    return run.calls().stream().anyMatch(PythonFlows::isRestoring);
  }

  private static boolean isRestoring(PythonCall call) {
    return RESTORING.contains(call.use().name()) && isOfContext(call);
  }

  /** Returns whether it sets a checkpoint directory. */
  static boolean isCheckpoint(PythonCall call) {
    return call.use().name().equals("checkpoint") && isOfContext(call);
  }

  private static boolean isOfContext(PythonCall call) {
    return call.use().owner().equals("StreamingContext");
  }

  private OptionalLong batch() {
    Set<OptionalLong> intervals = new HashSet<>();
    for (PythonCall call : run.calls()) {
      PythonArgument interval = call.arguments().get("batchDuration");
      if (interval != null) {
        intervals.add(milliseconds(interval));
      }
    }
    return intervals.size() == 1 ? intervals.iterator().next() : OptionalLong.empty();
  }

  private String checkpoint() {
    Set<String> directories = new LinkedHashSet<>();
    for (PythonCall call : run.calls()) {
      if (isCheckpoint(call) || isRestoring(call)) {
        String parameter = isCheckpoint(call) ? "directory" : "checkpointPath";
        PythonArgument directory = call.arguments().get(parameter);
        directories.add(directory == null ? "?" : constant(directory).orElse("?"));
      }
    }
    return directories.isEmpty()
        ? ""
        : directories.size() > 1 ? "?" : directories.iterator().next();
  }

  private boolean isStep(PythonCall call) {
    boolean isSetting = call.use().role().isEmpty() || call.use().name().equals("checkpoint");
    return !isSetting && PythonFindings.part(call.use(), findings.rule(call.use())).isStep();
  }

  /** Adds the steps that a call takes streams from; what is no step hands them on. */
  private void collect(PythonCall call, Set<PythonCall> to, Set<PythonCall> seen) {
    for (int place : call.from()) {
      PythonCall before = run.calls().get(place);
      if (isStep.get(place)) {
        to.add(before);
      } else if (seen.add(before)) {
        collect(before, to, seen);
      }
    }
  }

  private Step step(PythonCall call, int number, List<Integer> before) {
    Rule rule = findings.rule(call.use());
    return new Step(
        number,
        PythonFindings.api(call.use()),
        shown(call),
        call.use().unit(),
        call.use().function(),
        null,
        call.use().line(),
        PythonFindings.part(call.use(), rule),
        rule,
        before);
  }

  /** Returns for example {@code 60 s, 10 s, inverse}; {@code ?} is a duration not known. */
  private static String shown(PythonCall call) {
    List<String> shown = new ArrayList<>();
    for (String parameter : SHOWN) {
      PythonArgument argument = call.arguments().get(parameter);
      if (argument == null) {
        continue;
      } else if (parameter.endsWith("Duration")) {
        OptionalLong duration = milliseconds(argument);
        shown.add(duration.isPresent() ? StepArguments.shown(duration) : "?");
      } else if (parameter.startsWith("inv")) {
        shown.add("inverse");
      } else if (parameter.equals("topics")) {
        if (!argument.constants().isEmpty()) {
          shown.add("[" + String.join(", ", argument.constants()) + "]");
        }
      } else {
        constant(argument).filter(text -> !text.isEmpty()).ifPresent(shown::add);
      }
    }
    return String.join(", ", shown);
  }

  private static Optional<String> constant(PythonArgument argument) {
    return argument.isKnown() && argument.constants().size() == 1
        ? Optional.of(argument.constants().get(0))
        : Optional.empty();
  }

  /** Returns a duration, of which PySpark has seconds. */
  private static OptionalLong milliseconds(PythonArgument argument) {
    try {
      return constant(argument)
          .map(text -> new BigDecimal(text.replace("_", "")))
          .filter(seconds -> seconds.signum() > 0 && seconds.compareTo(LONGEST) < 0)
          .map(seconds -> OptionalLong.of(seconds.multiply(SECOND).longValue()))
          .orElse(OptionalLong.empty());
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
