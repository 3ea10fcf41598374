package io.twinstream.report;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Numbers in the text format of Prometheus. Those that are not known are left out. */
public final class PrometheusText {
  /** The content type of the format. */
  static final String TYPE = "text/plain; version=0.0.4";

  private final String prefix;
  private final Map<String, String> labels;
  private final StringBuilder text = new StringBuilder();

  /** What a number is. */
  public enum Kind {
    COUNTER,
    GAUGE;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param prefix of every name
   * @param labels of every sample
   */
  public PrometheusText(String prefix, Map<String, String> labels) {
    this.prefix = prefix;
    this.labels = labels;
  }

  /** Adds a gauge. */
  public void gauge(String name, String help, double value) {
    add(Kind.GAUGE, name, help, Map.of(Map.of(), value));
  }

  /** Adds a counter. */
  public void counter(String name, String help, double value) {
    add(Kind.COUNTER, name, help, Map.of(Map.of(), value));
  }

  /** Adds a gauge for each value of a label. */
  public void gauge(String name, String help, String label, Map<String, ? extends Number> values) {
    add(Kind.GAUGE, name, help, labelled(label, values));
  }

  /** Adds a counter for each value of a label. */
  public void counter(
      String name, String help, String label, Map<String, ? extends Number> values) {
    add(Kind.COUNTER, name, help, labelled(label, values));
  }

  /**
   * Adds samples, in the order of their labels; nothing if there are none.
   *
   * @param samples by their labels
   */
  public void add(
      Kind kind, String name, String help, Map<Map<String, String>, ? extends Number> samples) {
    if (samples.isEmpty()) {
      return;
    }
    text.append("# HELP ").append(prefix).append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(prefix).append(name).append(' ').append(kind).append('\n');
    Map<String, Number> lines = new TreeMap<>();
    samples.forEach((of, value) -> lines.put(written(of), value));
    lines.forEach(
        (of, value) ->
            text.append(prefix)
                .append(name)
                .append(of)
                .append(' ')
                .append(
                    BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros().toPlainString())
                .append('\n'));
  }

  private static Map<Map<String, String>, Number> labelled(
      String label, Map<String, ? extends Number> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(each -> Map.of(label, each.getKey()), Map.Entry::getValue));
  }

  private String written(Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(own);
    return all.isEmpty()
        ? ""
        : all.entrySet().stream()
            .map(each -> "%s=\"%s\"".formatted(each.getKey(), escaped(each.getValue())))
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Returns all that was added. */
  public String text() {
    return text.toString();
  }
}
