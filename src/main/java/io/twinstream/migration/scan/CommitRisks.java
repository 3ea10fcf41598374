package io.twinstream.migration.scan;

import java.util.List;
import java.util.stream.Stream;

/** Looks for a consumer that commits by itself. */
final class CommitRisks {
  private static final String AUTO_COMMIT = "enable.auto.commit";
  private static final List<Object> ON = List.of("true", Boolean.TRUE, 1);

  private final Application application;
  private final Programs programs;
  private final Risks.Reporter reporter;

  CommitRisks(Application application, Programs programs, Risks.Reporter reporter) {
    this.application = application;
    this.programs = programs;
    this.reporter = reporter;
  }

  void find() {
    SettingUses settings = new SettingUses(application);
    for (ClassModel model : application.classes().models()) {
      for (MethodCode method : model.methods()) {
        method.texts().stream()
            .filter(text -> text.text().equals(AUTO_COMMIT) && isOn(text))
            .filter(text -> settings.isOfStream(model, method, text))
            .forEach(
                text ->
                    reporter.add(
                        RiskType.AUTO_COMMIT,
                        model,
                        method,
                        text.line(),
                        AUTO_COMMIT + " = " + text.value()));
      }
    }
    programs.all().stream().filter(this::leavesItOn).forEach(this::isNotSet);
  }

  /** A value that is not a constant may be anything. */
  private static boolean isOn(TextConstant text) {
    return text.value() != null && ON.contains(text.value());
  }

  /**
   * Returns whether the program names keys of its consumer, but not this one, and takes none from
   * elsewhere.
   */
  private boolean leavesItOn(Programs.Program program) {
    boolean isClosed =
        naming(program).allMatch(method -> !method.hasOpenKeys())
            && program.uses().stream()
                .filter(CommitRisks::isDirect)
                .allMatch(use -> !use.method().hasOpenKeys());
    return isClosed
        && naming(program).findAny().isPresent()
        && texts(program).noneMatch(text -> text.text().equals(AUTO_COMMIT));
  }

  /** Returns the methods that name a key of a Kafka consumer. */
  private Stream<MethodCode> naming(Programs.Program program) {
    return program.methods().stream()
        .map(application::method)
        .filter(method -> method.texts().stream().anyMatch(CommitRisks::isOfConsumer));
  }

  private Stream<TextConstant> texts(Programs.Program program) {
    return program.methods().stream()
        .map(application::method)
        .flatMap(method -> method.texts().stream());
  }

  private static boolean isOfConsumer(TextConstant text) {
    return !text.text().startsWith("spark.");
  }

  private static boolean isDirect(Use use) {
    return use.rule().owner().equals("kafka010.KafkaUtils")
        && use.name().equals("createDirectStream");
  }

  private void isNotSet(Programs.Program program) {
    program.uses().stream()
        .filter(CommitRisks::isDirect)
        .forEach(
            use ->
                reporter.add(
                    RiskType.AUTO_COMMIT,
                    use.model(),
                    use.method(),
                    use.call().line(),
                    AUTO_COMMIT + " is not set, and so is on"));
  }
}
