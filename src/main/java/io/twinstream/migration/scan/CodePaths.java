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

  /** The fields that hold a function. */
  private final Set<Origin.Field> storing = new HashSet<>();

  /**
   * By owner and name of the method they call: Scala wraps a function whose types must be boxed
   * into one named {@code ...$adapted}.
   */
  private final Map<String, Place> adapters = new HashMap<>();

  /** Where a function that is stored in a field is given to a call. */
  private final Map<Origin.Field, Place> fieldUses = new HashMap<>();

  private final Classes application;

  /**
   * Where a closure is made.
   *
   * @param method the code that makes it
   * @param line its line there; 0 if unknown
   * @param consumer the call that is given the closure; null if unknown
   * @param field the field it is stored in; null if it is not
   */
  record Place(MethodCode method, int line, Call consumer, Origin.Field field) {}

  CodePaths(Classes application) {
    this.application = application;
    for (ClassModel model : application.models()) {
      for (MethodCode method : model.methods()) {
        method.closures().forEach(closure -> add(method, closure));
        method.calls().forEach(call -> add(method, call));
      }
    }
    for (ClassModel model : application.models()) {
      for (MethodCode method : model.methods()) {
        method.calls().forEach(call -> addFieldUse(method, call));
      }
    }
  }

  private void addFieldUse(MethodCode method, Call call) {
    for (Set<Origin> input : call.inputs()) {
      for (Origin origin : input) {
        if (origin instanceof Origin.Field field && storing.contains(field)) {
          fieldUses.putIfAbsent(field, new Place(method, call.line(), call, null));
        }
      }
    }
  }

  private void add(MethodCode method, Closure closure) {
    Call consumer =
        consumer(method, new Origin.Lambda(closure))
            .or(() -> nextCallTaking(method, closure))
            .orElse(null);
    Place place = new Place(method, closure.line(), consumer, closure.field());
    if (closure.field() != null) {
      storing.add(closure.field());
    }
    MethodId body = closure.body();
    lambdas.putIfAbsent(body, place);
    if (body.name().endsWith(ADAPTED)) {
      String adapted = body.name().substring(0, body.name().length() - ADAPTED.length());
      adapters.putIfAbsent(body.owner() + "." + adapted, place);
    }
  }

  private void add(MethodCode method, Call call) {
    if (call.target().name().equals("<init>") && application.isApplication(call.target().owner())) {
      Call consumer =
          call.receiver().stream()
              .flatMap(origin -> consumer(method, origin).stream())
              .findFirst()
              .orElse(null);
      classes.putIfAbsent(call.target().owner(), new Place(method, call.line(), consumer, null));
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

  private Place lambda(MethodId method) {
    Place lambda = lambdas.get(method);
    return lambda == null ? adapters.get(method.owner() + "." + method.name()) : lambda;
  }

  /**
   * Returns where the code of that method is made into a function; empty if it is called as usual.
   */
  Optional<Place> place(MethodId method) {
    Place lambda = lambda(method);
    if (lambda != null && lambda.field() != null) {
      lambda = fieldUses.getOrDefault(lambda.field(), lambda);
    }
    return Optional.ofNullable(lambda == null ? classes.get(method.owner()) : lambda);
  }

  /** Returns the places from the outermost to that of the method itself; empty if it is plain. */
  List<Place> path(MethodId method) {
    Deque<Place> path = new ArrayDeque<>();
    Set<MethodId> seen = new HashSet<>();
    MethodId current = method;
    while (seen.add(current) && (isAnonymous(current) || isFunction(current))) {
      Optional<Place> place = place(current);
      if (place.isEmpty()) {
        break;
      }
      path.addFirst(place.get());
      current = place.get().method().id();
    }
    return List.copyOf(path);
  }

  private static boolean isAnonymous(MethodId method) {
    return CLOSURE_CLASS.matcher(method.owner()).matches()
        || method.name().startsWith("lambda$")
        || method.name().startsWith("$anonfun$");
  }

  /** Returns whether the method is of a named class of functions that is given to a call. */
  private boolean isFunction(MethodId method) {
    Place place = classes.get(method.owner());
    return place != null
        && place.consumer() != null
        && !method.name().equals("<init>")
        && application.parents(method.owner()).stream().anyMatch(CodePaths::isFunctionType);
  }

  private static boolean isFunctionType(String type) {
    return type.startsWith("org/apache/spark/api/java/function/")
        || type.startsWith("scala/Function")
        || type.startsWith("scala/runtime/AbstractFunction");
  }

  /**
   * Returns what a reader of the source sees around the code: the method, or the field that a
   * lambda is stored in.
   */
  String nameInSource(MethodId method) {
    Set<MethodId> seen = new HashSet<>();
    MethodId current = method;
    while (seen.add(current) && isAnonymous(current)) {
      Place made = lambda(current);
      if (made != null && made.field() != null) {
        return made.field().name();
      }
      Optional<Place> place = place(current);
      if (place.isEmpty()) {
        break;
      }
      current = place.get().method().id();
    }
    return nameInSource(current.name());
  }

  /** Returns the name of the method whose default argument Scala's compiler makes a method of. */
  static String nameInSource(String method) {
    int argument = method.indexOf("$default$");
    return argument > 0 ? method.substring(0, argument) : method;
  }
}
