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

  private static final List<String> BATCHES =
      List.of("org/apache/spark/rdd/", "org/apache/spark/api/java/", "org/apache/spark/sql/");

  private static final Set<String> ACTIONS =
      Set.of(
          "foreach",
          "foreachPartition",
          "foreachAsync",
          "foreachPartitionAsync",
          "collect",
          "collectAsMap",
          "count",
          "take",
          "top",
          "reduce",
          "fold",
          "aggregate",
          "saveAsTextFile",
          "saveAsObjectFile",
          "saveAsHadoopFile",
          "saveAsHadoopDataset",
          "saveAsNewAPIHadoopFile",
          "saveAsNewAPIHadoopDataset",
          "save",
          "saveAsTable",
          "insertInto",
          "jdbc",
          "parquet",
          "json",
          "csv",
          "orc",
          "text",
          "show");

  private final Application application;
  private final Risks.Reporter reporter;
  private final Streams streams;

  KafkaRisks(Application application, Risks.Reporter reporter) {
    this.application = application;
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
        outputAfter(use)
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
  }

  /** Returns the operator between the direct stream and the cast value; empty if none is seen. */
  private Optional<String> transformation(
      MethodCode method, Set<Origin> origins, Set<MethodId> seen) {
    for (Origin origin : origins) {
      Optional<String> found = Optional.empty();
      if (origin instanceof Origin.Returned returned && isOfBatch(returned.call())) {
        Call call = returned.call();
        found =
            call.target().name().equals("rdd")
                ? transformation(method, call.receiver(), seen)
                : Optional.of(call.target().name());
      } else if (origin instanceof Origin.Parameter && seen.add(method.id())) {
        found =
            application
                .paths()
                .place(method.id())
                .map(CodePaths.Place::consumer)
                .flatMap(this::operatorBefore);
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the operator that gave the stream on which the call is made; empty for a source. */
  private Optional<String> operatorBefore(Call consumer) {
    for (Origin origin : streams.streams(consumer)) {
      if (origin instanceof Origin.Returned returned && application.isOnStream(returned.call())) {
        Call before = returned.call();
        boolean isSame =
            SAME_STREAM.contains(before.target().name())
                || Plumbing.isPlumbing(before.target().name());
        return isSame ? operatorBefore(before) : Optional.of(before.target().name());
      }
    }
    return Optional.empty();
  }

  /** Returns what is written after a commit: in the same code, or by a later output operation. */
  private Optional<String> outputAfter(Use commit) {
    Optional<Call> action =
        commit.method().calls().stream()
            .filter(call -> call.index() > commit.call().index())
            .filter(call -> isOfBatch(call) && ACTIONS.contains(call.target().name()))
            .findFirst();
    if (action.isPresent()) {
      return action.map(call -> call.target().name() + " in line " + call.line());
    }
    return application
        .paths()
        .place(commit.method().id())
        .filter(place -> place.consumer() != null)
        .flatMap(
            place ->
                place.method().calls().stream()
                    .filter(call -> call.index() > place.consumer().index())
                    .filter(call -> isLaterOutput(call, place.consumer()))
                    .map(call -> call.target().name() + " in line " + call.line())
                    .findFirst());
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

  private static boolean isOfBatch(Call call) {
    String owner = call.target().owner();
    return !call.target().name().equals("<init>") && BATCHES.stream().anyMatch(owner::startsWith);
  }
}
