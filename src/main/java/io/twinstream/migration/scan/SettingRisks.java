package io.twinstream.migration.scan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks for configuration keys, and for a consumer that commits by itself. */
final class SettingRisks {
  private static final String STREAMING = "spark.streaming.";
  private static final String AUTO_COMMIT = "enable.auto.commit";
  private static final List<Object> ON = List.of("true", Boolean.TRUE, 1);

  private final Application application;
  private final Risks.Reporter reporter;

  SettingRisks(Application application, Risks.Reporter reporter) {
    this.application = application;
    this.reporter = reporter;
  }

  void find() {
    Set<String> packages = packages();
    boolean isSet = false;
    for (ClassModel model : application.classes().models()) {
      boolean isNear = packages.stream().anyMatch(other -> isNear(packageOf(model), other));
      for (MethodCode method : model.methods()) {
        Set<String> seen = new HashSet<>();
        for (TextConstant text : method.texts()) {
          isSet |= isNear && text.text().equals(AUTO_COMMIT);
          boolean isOurs = isNear || text.text().startsWith(STREAMING) && !isOfSpark(model);
          if (isOurs && seen.add(text.text())) {
            add(model, method, text);
          }
        }
      }
    }
    if (!isSet) {
      application.uses().stream()
          .filter(use -> use.rule().owner().equals("kafka010.KafkaUtils"))
          .filter(use -> use.name().equals("createDirectStream"))
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

  private void add(ClassModel model, MethodCode method, TextConstant text) {
    Optional<Setting> setting = Settings.known().find(text.text());
    setting.ifPresent(
        row ->
            reporter.add(
                RiskType.SETTING,
                model,
                method,
                text.line(),
                text.text(),
                row.meaning(),
                row.advice()));
    boolean isKnown = text.value() != null; // else it is set to what is not a constant
    if (text.text().equals(AUTO_COMMIT) && isKnown && ON.contains(text.value())) {
      reporter.add(
          RiskType.AUTO_COMMIT, model, method, text.line(), AUTO_COMMIT + " = " + text.value());
    }
  }

  /** Returns the packages that use streams: a Kafka key elsewhere is another program's. */
  private Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    application.uses().forEach(use -> packages.add(packageOf(use.model())));
    return packages;
  }

  private static boolean isOfSpark(ClassModel model) {
    return model.name().startsWith("org/apache/spark/");
  }

  private static String packageOf(ClassModel model) {
    return model.name().substring(0, model.name().lastIndexOf('/') + 1);
  }

  private static boolean isNear(String one, String other) {
    return one.equals(other)
        || !one.isEmpty() && !other.isEmpty() && (one.startsWith(other) || other.startsWith(one));
  }
}
