package io.twinstream.migration.scan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows where each lambda, and each class that stands for one, is made and what it is given to. */
final class CodePaths {
  /** Anonymous classes of Java, and closures of Scala before 2.12. */
  private static final Pattern CLOSURE_CLASS = Pattern.compile(".*\\$(\\d+|anonfun\\$.*)");

  private static final String ADAPTED = "$adapted";

  private final Map<MethodId, Place> lambdas = new HashMap<>();
  private final Map<String, Place> classes = new HashMap<>();

  /**
   * By owner and name of the method they call: Scala wraps a function whose types must be boxed
   * into one named {@code ...$adapted}.
   */
  private final Map<String, Place> adapters = new HashMap<>();

  private final Classes application;

  /**
   * Where a closure is made.
   *
   * @param method the code that makes it
   * @param line its line there; 0 if unknown
   * @param consumer the call that is given the closure; null if unknown
   */
  record Place(MethodCode method, int line, Call consumer) {}

  CodePaths(Classes application) {
    this.application = application;
    for (ClassModel model : application.models()) {
      for (MethodCode method : model.methods()) {
        method.closures().forEach(closure -> add(method, closure));
        method.calls().forEach(call -> add(method, call));
      }
    }
  }

  private void add(MethodCode method, Closure closure) {
    Call consumer =
        consumer(method, new Origin.Lambda(closure))
            .or(() -> nextCallTaking(method, closure))
            .orElse(null);
    Place place = new Place(method, closure.line(), consumer);
    MethodId body = closure.body();
    lambdas.putIfAbsent(body, place);
    if (body.name().endsWith(ADAPTED)) {
      String adapted = body.name().substring(0, body.name().length() - ADAPTED.length());
      adapters.putIfAbsent(body.owner() + "." + adapted, place);
    }
  }

  private void add(MethodCode method, Call call) {
    if (call.target().name().equals("<init>") && application.contains(call.target().owner())) {
      Call consumer =
          call.receiver().stream()
              .flatMap(origin -> consumer(method, origin).stream())
              .findFirst()
              .orElse(null);
      classes.putIfAbsent(call.target().owner(), new Place(method, call.line(), consumer));
    }
  }

  private static Optional<Call> consumer(MethodCode method, Origin origin) {
    return method.calls().stream()
        .filter(call -> !call.target().name().equals("<init>"))
        .filter(call -> call.inputs().stream().anyMatch(input -> input.contains(origin)))
        .findFirst();
  }

  /** The first call after the making that takes such a function; for code that is not followed. */
  private static Optional<Call> nextCallTaking(MethodCode method, Closure closure) {
    String function = closure.factory().getReturnType().getDescriptor();
    return method.calls().stream()
        .filter(call -> call.index() > closure.index() && call.inputs().isEmpty())
        .filter(call -> call.target().descriptor().contains(function))
        .findFirst();
  }

  /**
   * Returns where the code of that method is made into a function; empty if it is called as usual.
   */
  Optional<Place> place(MethodId method) {
    Place lambda = lambdas.get(method);
    if (lambda == null) {
      lambda = adapters.get(method.owner() + "." + method.name());
    }
    return Optional.ofNullable(lambda == null ? classes.get(method.owner()) : lambda);
  }

  /** Returns the places from the outermost to that of the method itself; empty if it is plain. */
  List<Place> path(MethodId method) {
    Deque<Place> path = new ArrayDeque<>();
    Set<MethodId> seen = new HashSet<>();
    MethodId current = method;
    while (seen.add(current) && isClosure(current)) {
      Optional<Place> place = place(current);
      if (place.isEmpty()) {
        break;
      }
      path.addFirst(place.get());
      current = place.get().method().id();
    }
    return List.copyOf(path);
  }

  private boolean isClosure(MethodId method) {
    return CLOSURE_CLASS.matcher(method.owner()).matches()
        || method.name().startsWith("lambda$")
        || method.name().startsWith("$anonfun$");
  }

  /** Returns the method that a reader of the source sees around the code. */
  MethodId outermost(MethodId method) {
    List<Place> path = path(method);
    return path.isEmpty() ? method : path.get(0).method().id();
  }
}
