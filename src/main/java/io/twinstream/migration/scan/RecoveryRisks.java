package io.twinstream.migration.scan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Looks for what goes wrong when an application starts again from its checkpoint. */
final class RecoveryRisks {
  private static final Set<String> FACTORIES = Set.of("getOrCreate", "getActiveOrCreate");

  /** These operators keep an RDD from batch to batch, so they need a checkpoint directory. */
  private static final Set<String> STATEFUL =
      Set.of("updateStateByKey", "mapWithState", "countByWindow", "countByValueAndWindow");

  private static final Set<String> INVERTIBLE = Set.of("reduceByKeyAndWindow", "reduceByWindow");

  private static final Set<String> CONTEXTS =
      Set.of(
          ApiTypes.internalName("StreamingContext"),
          ApiTypes.internalName("api.java.JavaStreamingContext"),
          "org/apache/spark/SparkContext",
          "org/apache/spark/api/java/JavaSparkContext");

  /** Their functions run on the driver; without a checkpoint they may keep a context. */
  private static final Set<String> DRIVER_FUNCTIONS =
      Set.of("foreachRDD", "foreach", "transform", "transformToPair", "transformWith");

  private static final List<String> DRIVER_ONLY =
      List.of(
          "Lorg/apache/spark/broadcast/Broadcast;",
          "Lorg/apache/spark/Accumulator;",
          "Lorg/apache/spark/Accumulable;",
          "Lorg/apache/spark/util/LongAccumulator;",
          "Lorg/apache/spark/util/DoubleAccumulator;",
          "Lorg/apache/spark/util/CollectionAccumulator;",
          "Lorg/apache/spark/util/AccumulatorV2;");

  private final Application application;
  private final Risks.Reporter reporter;
  private final Programs programs;
  private final Streams streams;
  private final FunctionCode functions;

  RecoveryRisks(FlowGraph.Scan scan, Risks.Reporter reporter) {
    this.application = scan.application();
    this.programs = scan.programs();
    this.functions = new FunctionCode(scan);
    this.reporter = reporter;
    this.streams = new Streams(application);
  }

  void find() {
    for (Use use : application.uses()) {
      if (FACTORIES.contains(use.name())) {
        createOnError(use);
        outsideFactory(use);
        sideEffect(use);
      }
    }
    boolean hasCheckpoint = application.uses().stream().anyMatch(Programs::isCheckpoint);
    application.classes().models().forEach(model -> model.methods().forEach(this::context));
    for (Programs.Program program : programs.all()) {
      // Where the context comes from elsewhere, the directory may be set there.
      if (!program.setsCheckpoint() && (program.makesContext() || !hasCheckpoint)) {
        stateWithoutCheckpoint(program);
      }
      if (program.setsCheckpoint() && program.makesContext() && !program.recovers()) {
        neverRestored(program);
      }
      if (program.recovers()) {
        program.methods().forEach(method -> captured(application.method(method)));
      }
    }
  }

  private void stateWithoutCheckpoint(Programs.Program program) {
    for (Use use : program.uses()) {
      if (isStateful(use)) {
        reporter.add(
            RiskType.STATE_WITHOUT_CHECKPOINT,
            use.model(),
            use.method(),
            use.call().line(),
            use.name());
      }
    }
  }

  /** State, and the offsets of a direct stream, are what a checkpoint would bring back. */
  private void neverRestored(Programs.Program program) {
    Optional<Use> kept =
        program.uses().stream()
            .filter(use -> isStateful(use) || use.name().equals("createDirectStream"))
            .findFirst();
    if (kept.isPresent()) {
      program.uses().stream()
          .filter(Programs::isCheckpoint)
          .forEach(
              use ->
                  reporter.add(
                      RiskType.CHECKPOINT_NEVER_RESTORED,
                      use.model(),
                      use.method(),
                      use.call().line(),
                      "checkpoint without getOrCreate; what it loses begins with "
                          + kept.get().name()));
    }
  }

  private static boolean isStateful(Use use) {
    return STATEFUL.contains(use.name())
        || INVERTIBLE.contains(use.name())
            && use.rule().shape().toString().startsWith("Function2,Function2");
  }

  /** Static fields that the factory sets: after a restart nobody has set them. */
  private void sideEffect(Use factory) {
    List<MethodCode> made = functions.reached(functions.bodies(factory.method(), factory.call()));
    Set<MethodId> inFactory = made.stream().map(MethodCode::id).collect(Collectors.toSet());
    for (MethodCode code : made) {
      for (Origin.Field field : code.writes()) {
        boolean isRead =
            application.classes().isApplication(field.owner())
                && !code.id().name().startsWith("<")
                && programs.all().stream()
                    .filter(program -> program.methods().contains(factory.method().id()))
                    .flatMap(program -> program.methods().stream())
                    .filter(method -> !inFactory.contains(method))
                    .anyMatch(method -> application.method(method).reads().contains(field));
        if (isRead) {
          reporter.add(
              RiskType.FACTORY_SIDE_EFFECT,
              factory.model(),
              factory.method(),
              factory.call().line(),
              "the factory sets the field " + field.name() + ", which is read outside it");
        }
      }
    }
  }

  /** A function for executors that keeps the context. */
  private void context(MethodCode method) {
    for (Call call : method.calls()) {
      Use use = application.use(call);
      boolean isFunction =
          use != null && application.isOnStream(call) && !DRIVER_FUNCTIONS.contains(use.name());
      if (isFunction) {
        call.inputs().stream()
            .flatMap(Set::stream)
            .filter(Origin.Lambda.class::isInstance)
            .flatMap(origin -> FunctionCode.captured(((Origin.Lambda) origin).closure()).stream())
            .filter(CONTEXTS::contains)
            .findFirst()
            .ifPresent(
                type ->
                    reporter.add(
                        RiskType.CAPTURED_CONTEXT,
                        use.model(),
                        method,
                        call.line(),
                        "the function of %s keeps a %s"
                            .formatted(call.target().name(), ApiNames.simple(type))));
      }
    }
  }

  private void createOnError(Use factory) {
    Type[] types = Type.getArgumentTypes(factory.call().target().descriptor());
    int last = types.length - 1;
    if (last >= 0
        && types[last].equals(Type.BOOLEAN_TYPE)
        && factory.call().argument(last).contains(new Origin.Constant(1))) {
      reporter.add(
          RiskType.CREATE_ON_ERROR,
          factory.model(),
          factory.method(),
          factory.call().line(),
          factory.name() + " with createOnError = true");
    }
  }

  private void outsideFactory(Use factory) {
    Origin context = new Origin.Returned(factory.call());
    List<Call> outside =
        factory.method().calls().stream()
            .filter(call -> streams.comesFrom(call, context))
            .filter(call -> isGraph(call) || buildsGraph(call, context))
            .toList();
    if (!outside.isEmpty()) {
      reporter.add(
          RiskType.OUTSIDE_FACTORY,
          factory.model(),
          factory.method(),
          outside.get(0).line(),
          "added to what %s returned: %s"
              .formatted(
                  factory.name(),
                  outside.stream()
                      .map(call -> call.target().name())
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
  }

  private boolean isGraph(Call call) {
    Use use = application.use(call);
    return use != null && (application.isSource(use) || application.isOnStream(call));
  }

  /** Returns whether the call gives the context to a method of the application that adds to it. */
  private boolean buildsGraph(Call call, Origin context) {
    MethodCode helper = application.method(call.target());
    if (helper == null) {
      return false;
    }
    int local = (helper.access() & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
    Type[] types = Type.getArgumentTypes(call.target().descriptor());
    for (int i = 0; i < types.length; i++) {
      Origin parameter = new Origin.Parameter(local);
      if (call.argument(i).contains(context)
          && helper.calls().stream()
              .anyMatch(inner -> isGraph(inner) && streams.comesFrom(inner, parameter))) {
        return true;
      }
      local += types[i].getSize();
    }
    return false;
  }

  private void captured(MethodCode method) {
    for (Call call : method.calls()) {
      Use use = application.use(call);
      if (use != null && application.isOnStream(call)) {
        call.inputs().stream()
            .flatMap(Set::stream)
            .flatMap(origin -> captures(method, origin))
            .distinct()
            .forEach(
                type ->
                    reporter.add(
                        RiskType.CAPTURED_BROADCAST,
                        use.model(),
                        method,
                        call.line(),
                        "the function of %s captures a %s".formatted(call.target().name(), type)));
      }
    }
  }

  /** Returns the simple names of what lives in one driver only, among what a function captures. */
  private Stream<String> captures(MethodCode method, Origin origin) {
    Stream<String> captured = Stream.of();
    if (origin instanceof Origin.Lambda lambda) {
      captured = Stream.concat(parameters(lambda.closure().factory()), read(lambda.closure()));
    } else if (origin instanceof Origin.Created) {
      captured =
          method.calls().stream()
              .filter(call -> call.target().name().equals("<init>"))
              .filter(call -> call.receiver().contains(origin))
              .flatMap(call -> parameters(Type.getMethodType(call.target().descriptor())));
    }
    return captured
        .filter(DRIVER_ONLY::contains)
        .distinct()
        .map(type -> type.substring(type.lastIndexOf('/') + 1, type.length() - 1));
  }

  private static Stream<String> parameters(Type method) {
    return Stream.of(method.getArgumentTypes()).map(Type::getDescriptor);
  }

  /** A lambda that reads a field captures the object the field is in. */
  private Stream<String> read(Closure closure) {
    MethodCode body = application.method(closure.body());
    return body == null ? Stream.of() : body.fields().stream();
  }
}
