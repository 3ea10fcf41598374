package io.twinstream.migration.scan;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds chains of operators, followed within one method, and judges each operator by its chain. */
final class Chains {
  private static final Set<String> STATE = Set.of("mapWithState", "updateStateByKey");

  /** Give all keys in every batch, and not only those that came in it. */
  private static final Set<String> WHOLE_STATE = Set.of("updateStateByKey", "stateSnapshots");

  private static final String ONE_DURATION = "(Lorg/apache/spark/streaming/Duration;)";

  private static final Set<String> BY_KEY = Set.of("reduceByKey", "groupByKey", "combineByKey");

  private static final Set<String> AGGREGATIONS =
      Set.of("reduceByKey", "groupByKey", "combineByKey", "count", "countByValue", "reduce");

  private static final Set<String> JOINS =
      Set.of("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup");

  /** Change rows one by one, or none: what is before them counts for what is behind. */
  private static final Set<String> PASSING =
      Set.of(
          "map",
          "mapToPair",
          "mapValues",
          "mapPartitions",
          "mapPartitionsToPair",
          "flatMap",
          "flatMapToPair",
          "flatMapValues",
          "filter",
          "repartition",
          "cache",
          "persist",
          "checkpoint",
          "toJavaDStream",
          "fromJavaDStream",
          "fromPairDStream",
          "fromDStream",
          "dstream",
          "toPairDStreamFunctions");

  private final Application application;
  private final Programs programs;
  private final Constants constants;
  private final Streams streams;
  private final Map<Use, Chain> chains = new IdentityHashMap<>();
  private final Map<List<Object>, Rule> rules = new HashMap<>();

  Chains(Application application, Programs programs, Constants constants) {
    this.application = application;
    this.programs = programs;
    this.constants = constants;
    this.streams = new Streams(application);
    for (Use use : application.uses()) {
      if (!use.isReference() && application.isOnStream(use.call())) {
        find(use);
      }
    }
  }

  Streams streams() {
    return streams;
  }

  /** Returns the rule for a use: that of its chain, or else its own. */
  Rule rule(Use use) {
    Chain chain = chains.get(use);
    return chain == null
        ? use.rule()
        : rules.computeIfAbsent(List.of(chain, use.rule()), key -> chain.in(use.rule()));
  }

  private void find(Use use) {
    String name = use.name();
    Call call = use.call();
    if (name.equals("window") && isBatch(use)) {
      chains.put(use, Chain.WINDOW_AS_LONG_AS_BATCH);
    } else if (STATE.contains(name)) {
      before(call, BY_KEY).ifPresent(each -> mark(each, Chain.REDUCE_BEFORE_STATE));
      mark(use, call, STATE, Chain.STATE_AFTER_STATE);
    } else if (name.equals("window") || name.endsWith("Window")) {
      mark(use, call, STATE, Chain.WINDOW_AFTER_STATE);
    } else if (JOINS.contains(name)) {
      mark(use, call, STATE, Chain.JOIN_WITH_STATE);
    } else if (AGGREGATIONS.contains(name)) {
      mark(use, call, WHOLE_STATE, Chain.AGGREGATION_OF_STATE);
      Optional<Call> window = before(call, Set.of("window"));
      if (window.isPresent() && chains.get(application.use(window.get())) == null) {
        mark(window.get(), Chain.WINDOW_BEFORE_AGGREGATION);
      }
      if (window.isPresent() && isWindow(window.get())) {
        chains.putIfAbsent(use, Chain.AGGREGATION_OF_WINDOW);
      }
    } else if (name.equals("union") && readsTwice(call)) {
      chains.put(use, Chain.UNION_OF_READERS);
    }
  }

  /** Returns whether a window is as long as the batches of each program that has it. */
  private boolean isBatch(Use window) {
    if (!window.call().target().descriptor().startsWith(ONE_DURATION)) {
      return false;
    }
    OptionalLong length = constants.milliseconds(window.method(), window.call().argument(0));
    List<Programs.Program> having =
        programs.all().stream()
            .filter(program -> program.methods().contains(window.method().id()))
            .toList();
    return length.isPresent()
        && !having.isEmpty()
        && having.stream().allMatch(program -> program.batch(constants).equals(length));
  }

  private boolean isWindow(Call window) {
    return chains.get(application.use(window)) != Chain.WINDOW_AS_LONG_AS_BATCH;
  }

  private void mark(Call call, Chain chain) {
    Use use = application.use(call);
    if (use != null) {
      chains.put(use, chain);
    }
  }

  private void mark(Use use, Call call, Set<String> names, Chain chain) {
    if (before(call, names).isPresent()) {
      chains.put(use, chain);
    }
  }

  /** Returns the nearest call of such a name before that call, behind none but passing ones. */
  private Optional<Call> before(Call call, Set<String> names) {
    return before(call, names, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private Optional<Call> before(Call call, Set<String> names, Set<Call> seen) {
    for (Origin origin : streams.streams(call)) {
      if (origin instanceof Origin.Returned returned && seen.add(returned.call())) {
        Call step = returned.call();
        String name = step.target().name();
        if (names.contains(name)) {
          return Optional.of(step);
        }
        boolean isPassed =
            PASSING.contains(name)
                || name.equals("union")
                || names == STATE && (AGGREGATIONS.contains(name) || JOINS.contains(name));
        Optional<Call> found = isPassed ? before(step, names, seen) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether two inputs of a union begin with calls of the same method. */
  private boolean readsTwice(Call union) {
    Set<MethodId> methods = new LinkedHashSet<>();
    for (Origin root : streams.roots(union)) {
      if (root instanceof Origin.Returned returned && !methods.add(returned.call().target())) {
        return true;
      }
    }
    return false;
  }
}
