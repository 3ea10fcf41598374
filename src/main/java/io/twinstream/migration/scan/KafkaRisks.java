package io.twinstream.migration.scan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for offsets that are read from the wrong RDD, or committed too early. */
final class KafkaRisks {
  private static final Set<String> OFFSET_RANGES =
      Set.of(
          ApiTypes.internalName("kafka010.HasOffsetRanges"),
          ApiTypes.internalName("kafka.HasOffsetRanges"));

  /** These give the same stream again. */
  private static final Set<String> SAME_STREAM =
      Set.of(
          "cache",
          "persist",
          "checkpoint",
          "dstream",
          "inputDStream",
          "receiverInputDStream",
          "fromDStream",
          "fromInputDStream",
          "toJavaDStream");

  private final Application application;
  private final Risks.Reporter reporter;
  private final Streams streams;
  private final ValueIndex values;
  private final Programs programs;
  private final FunctionCode functions;

  KafkaRisks(FlowGraph.Scan scan, Risks.Reporter reporter) {
    this.application = scan.application();
    this.values = scan.values();
    this.programs = scan.programs();
    this.functions = new FunctionCode(scan);
    this.reporter = reporter;
    this.streams = new Streams(application);
  }

  void find() {
    for (ClassModel model : application.classes().models()) {
      for (MethodCode method : model.methods()) {
        for (Cast cast : method.casts()) {
          if (OFFSET_RANGES.contains(cast.type())) {
            transformation(method, cast.from(), new HashSet<>())
                .ifPresent(
                    operator ->
                        reporter.add(
                            RiskType.OFFSETS_AFTER_TRANSFORMATION,
                            model,
                            method,
                            cast.line(),
                            "HasOffsetRanges of the result of " + operator));
          }
        }
      }
    }
    for (Use use : application.uses()) {
      if (use.name().equals("commitAsync")) {
        outputAfter(use.method(), use.call(), new HashSet<>())
            .ifPresent(
                output ->
                    reporter.add(
                        RiskType.COMMIT_BEFORE_OUTPUT,
                        use.model(),
                        use.method(),
                        use.call().line(),
                        "commitAsync before " + output));
      }
    }
    programs.all().forEach(this::twoOwners);
  }

  /** Offsets in the checkpoint, and handed to the stream as it is made. */
  private void twoOwners(Programs.Program program) {
    if (program.recovers()) {
      program.uses().stream()
          .filter(use -> use.name().equals("createDirectStream") && JvmHandOvers.hasOwnOffsets(use))
          .forEach(
              use ->
                  reporter.add(
                      RiskType.TWO_OFFSET_OWNERS,
                      use.model(),
                      use.method(),
                      use.call().line(),
                      "createDirectStream with offsets, in a program that restores its checkpoint"));
    }
  }

  /** Returns the operator between the direct stream and the cast value; empty if none is seen. */
  private Optional<String> transformation(
      MethodCode method, Set<Origin> origins, Set<Object> seen) {
    for (Origin origin : origins) {
      Optional<String> found = Optional.empty();
      if (!seen.add(List.of(method.id(), origin))) {
        continue;
      }
      if (origin instanceof Origin.Returned returned && Batches.isOne(returned.call())) {
        Call call = returned.call();
        found =
            call.target().name().equals("rdd")
                ? transformation(method, call.receiver(), seen)
                : Optional.of(call.target().name());
      } else {
        if (origin instanceof Origin.Parameter) {
          found =
              application
                  .paths()
                  .place(method.id())
                  .filter(place -> place.consumer() != null)
                  .flatMap(place -> operatorBefore(place.method(), place.consumer(), seen));
        }
        for (ValueIndex.Given given :
            found.isPresent() ? List.<ValueIndex.Given>of() : values.next(method, origin)) {
          found = found.or(() -> transformation(given.method(), given.origins(), seen));
        }
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the operator that gave the stream on which the call is made; empty for a source. */
  private Optional<String> operatorBefore(MethodCode method, Call consumer, Set<Object> seen) {
    return application.isOnStream(consumer)
        ? operator(method, streams.streams(consumer), seen)
        : Optional.empty();
  }

  private Optional<String> operator(MethodCode method, Set<Origin> origins, Set<Object> seen) {
    for (Origin origin : origins) {
      Optional<String> found = Optional.empty();
      if (!seen.add(List.of("stream", method.id(), origin))) {
        continue;
      }
      if (origin instanceof Origin.Returned returned
          && application.method(returned.call().target()) == null
          && application.isOnStream(returned.call())) {
        Call before = returned.call();
        boolean isSame =
            SAME_STREAM.contains(before.target().name())
                || Plumbing.isPlumbing(before.target().name());
        // What transform gives may be the direct stream's own RDD.
        found =
            isSame
                ? operator(method, streams.streams(before), seen)
                : Optional.of(before.target().name()).filter(name -> !name.equals("transform"));
      } else if (!(origin instanceof Origin.Returned returned
          && application.use(returned.call()) != null)) {
        for (ValueIndex.Given given : values.next(method, origin)) {
          found = found.or(() -> operator(given.method(), given.origins(), seen));
        }
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Returns what is written after a commit: in the same code, by a helper that it calls, behind the
   * call of the helper that commits, or by a later output operation.
   */
  private Optional<String> outputAfter(MethodCode method, Call commit, Set<MethodId> seen) {
    if (!seen.add(method.id())) {
      return Optional.empty();
    }
    Optional<String> action =
        method.calls().stream()
            .filter(call -> call.index() > commit.index())
            .filter(this::writes)
            .map(call -> call.target().name() + " in line " + call.line())
            .findFirst();
    if (action.isPresent()) {
      return action;
    }
    Optional<CodePaths.Place> place = application.paths().place(method.id());
    if (place.isPresent() && place.get().consumer() != null) {
      return laterOutput(place.get());
    }
    return values.callers(method.id()).stream()
        .flatMap(caller -> outputAfter(caller.method(), caller.call(), seen).stream())
        .findFirst();
  }

  private boolean writes(Call call) {
    if (Batches.isAction(call)) {
      return true;
    }
    if (call.target().owner().startsWith("org/apache/spark/") || !Batches.takesOne(call)) {
      return false;
    }
    MethodCode helper = application.method(call.target());
    return helper == null
        || functions.reached(List.of(helper)).stream()
            .flatMap(code -> code.calls().stream())
            .anyMatch(Batches::isAction);
  }

  private Optional<String> laterOutput(CodePaths.Place place) {
    return place.method().calls().stream()
        .filter(call -> call.index() > place.consumer().index())
        .filter(call -> isLaterOutput(call, place.consumer()))
        .map(call -> call.target().name() + " in line " + call.line())
        .findFirst();
  }

  private boolean isLaterOutput(Call call, Call commit) {
    Use use = application.use(call);
    if (use == null || !application.isOutput(use)) {
      return false;
    }
    Set<Origin> shared = streams.roots(call);
    shared.retainAll(streams.roots(commit));
    return !shared.isEmpty();
  }
}
