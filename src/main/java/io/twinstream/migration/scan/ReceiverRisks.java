package io.twinstream.migration.scan;

import java.util.List;

/** Looks at the receivers of an application. */
final class ReceiverRisks {
  private static final String RECEIVER = ApiTypes.internalName("receiver.Receiver");

  /** {@code store} of one record returns before the record is kept. */
  private static final String ONE_RECORD = "(Ljava/lang/Object;)V";

  private final Application application;
  private final Risks.Reporter reporter;

  ReceiverRisks(Application application, Risks.Reporter reporter) {
    this.application = application;
    this.reporter = reporter;
  }

  void find() {
    for (ClassModel model : application.classes().models()) {
      List<String> types = application.classes().apiTypes(model.name());
      if (types.contains(RECEIVER) && !ApiTypes.known().contains(model.name())) {
        model.methods().forEach(method -> store(model, method));
      }
    }
  }

  private void store(ClassModel model, MethodCode method) {
    method.calls().stream()
        .filter(call -> call.target().name().equals("store"))
        .filter(call -> call.target().descriptor().equals(ONE_RECORD))
        .filter(call -> application.classes().apiTypes(call.target().owner()).contains(RECEIVER))
        .findFirst()
        .ifPresent(
            call ->
                reporter.add(
                    RiskType.RECEIVER_STORES_ONE_BY_ONE,
                    model,
                    method,
                    call.line(),
                    "store of one record in line %d".formatted(call.line())));
  }
}
