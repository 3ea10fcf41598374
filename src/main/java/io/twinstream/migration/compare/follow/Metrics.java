package io.twinstream.migration.compare.follow;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Numbers in the text format of Prometheus. */
final class Metrics {
  private static final String PREFIX = "twinstream_follow_";

  private final StringBuilder text = new StringBuilder();

  void gauge(String name, String help, double value) {
    head(name, help, "gauge");
    sample(name, "", value);
  }

  void counter(String name, String help, double value) {
    head(name, help, "counter");
    sample(name, "", value);
  }

  void gauge(String name, String help, String label, Map<String, ? extends Number> values) {
    head(name, help, "gauge");
    samples(name, label, values);
  }

  void counter(String name, String help, String label, Map<String, ? extends Number> values) {
    head(name, help, "counter");
    samples(name, label, values);
  }

  /** Leaves out what is not known. */
  void gaugeOf(
      String name, String help, String label, OptionalLong left, OptionalLong right, double per) {
    Map<String, Double> values = new TreeMap<>();
    left.ifPresent(value -> values.put("left", value / per));
    right.ifPresent(value -> values.put("right", value / per));
    if (!values.isEmpty()) {
      gauge(name, help, label, values);
    }
  }

  private void samples(String name, String label, Map<String, ? extends Number> values) {
    new TreeMap<>(values)
        .forEach(
            (key, value) -> sample(name, "{%s=\"%s\"}".formatted(label, key), value.doubleValue()));
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String labels, double value) {
    text.append(PREFIX)
        .append(name)
        .append(labels)
        .append(' ')
        .append(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString())
        .append('\n');
  }

  String text() {
    return text.toString();
  }
}
