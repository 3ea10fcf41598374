package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a port reads what a source of the classic program reads, with its options. */
final class PortSource {
  private static final String KAFKA_COLUMNS =
      "\"CAST(key AS STRING) AS key\", \"CAST(value AS STRING) AS value\", \"topic\", \"partition\", \"offset\", \"timestamp\"";
  private static final String BOOTSTRAP = "kafka.bootstrap.servers";

  private final Step step;
  private final List<SettingUse> settings;
  private final List<Map<String, String>> options = new ArrayList<>();

  private PortSource(Step step, List<SettingUse> settings) {
    this.step = step;
    this.settings = settings;
  }

  /**
   * Returns format, options and columns for the template; empty where a person decides.
   *
   * @param settings those that the program's classes name
   */
  static Optional<Map<String, Object>> of(Step step, List<SettingUse> settings) {
    return new PortSource(step, settings).values();
  }

  private Optional<Map<String, Object>> values() {
    List<String> constants =
        step.arguments().isEmpty() ? List.of() : List.of(step.arguments().split(", "));
    if (step.api().contains("KafkaUtils.")) {
      return Optional.of(kafka());
    }
    return switch (step.name()) {
      case "socketTextStream" -> {
        add("host", constants.size() == 2 ? constants.get(0) : null);
        add("port", constants.size() == 2 ? constants.get(1) : null);
        yield Optional.of(reading("socket", ""));
      }
      case "textFileStream" -> {
        add("path", constants.size() == 1 ? constants.get(0) : null);
        yield Optional.of(reading("text", ""));
      }
      default -> Optional.empty();
    };
  }

  private Map<String, Object> kafka() {
    boolean isListed = step.arguments().startsWith("[");
    add("subscribe", isListed ? topics() : null);
    add(BOOTSTRAP, value("bootstrap.servers").or(() -> value("metadata.broker.list")).orElse(null));
    value("auto.offset.reset").ifPresent(reset -> add("startingOffsets", starting(reset)));
    for (SettingUse use : settings) {
      String name = "kafka." + use.key();
      boolean isCarried =
          use.setting().advice().startsWith("kafka.")
              && options.stream().noneMatch(option -> option.get("name").equals(name));
      if (isCarried) {
        add(name, use.value() == null ? null : use.value().toString());
      }
    }
    return reading("kafka", KAFKA_COLUMNS);
  }

  private String topics() {
    return step.arguments().substring(1, step.arguments().indexOf(']')).replace(", ", ",");
  }

  private static String starting(String reset) {
    return reset.equals("largest") || reset.equals("latest") ? "latest" : "earliest";
  }

  private Optional<String> value(String key) {
    return settings.stream()
        .filter(use -> use.key().equals(key) && use.value() != null)
        .map(use -> use.value().toString())
        .findFirst();
  }

  /** Adds an option; one whose value is not known is asked for when the port starts. */
  private void add(String name, String value) {
    options.add(
        Map.of(
            "name",
            name,
            "value",
            value == null
                ? "option(" + PortLanguage.literal(name) + ")"
                : PortLanguage.literal(value)));
  }

  private Map<String, Object> reading(String format, String columns) {
    Map<String, Object> values = new HashMap<>();
    values.put("format", format);
    values.put("options", options);
    if (!columns.isEmpty()) {
      values.put("columns", columns);
    }
    return values;
  }
}
