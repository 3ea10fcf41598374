package io.twinstream.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.PartitionPosition;
import io.twinstream.engine.RunListener;
import io.twinstream.report.PrometheusText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run's status as JSON for the page and in the text format of Prometheus. */
final class RunReports {
  /** The version of the JSON format, described in {@code src/site/markdown/watching.md}. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private RunReports() {}

  /** Returns the status, without the history. */
  static ObjectNode json(
      RunInfo run, RunStatus status, List<MadeSavepoint> savepoints, long nowMillis) {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", VERSION);
    node.put("at", nowMillis);
    node.put("job", run.job());
    node.put("engine", run.engine());
    node.put("record", run.record());
    node.put("source", run.source());
    node.put("sink", run.sink());
    node.put("checkpoint", run.checkpoint().orElse(null));
    node.put("intervalMillis", run.interval().toMillis());
    node.put("phase", status.phase().name().toLowerCase(Locale.ROOT));
    node.put("detail", status.detail());
    ArrayNode begun = node.putArray("begun");
    status.begun().forEach(begun::add);
    ObjectNode figures = node.putObject("figures");
    for (Metric metric : Metric.values()) {
      metric
          .of(status)
          .ifPresentOrElse(
              value -> put(figures, metric.label(), value), () -> figures.putNull(metric.label()));
    }
    status.newest().map(RunListener.Batch::batch).ifPresent(batch -> node.put("batch", batch));
    ArrayNode partitions = node.putArray("partitions");
    for (PartitionPosition each : status.partitions()) {
      ObjectNode partition = partitions.addObject();
      partition.put("topic", each.topic()).put("partition", each.partition());
      for (PartitionMetric metric : PartitionMetric.values()) {
        partition.put(metric.label(), metric.of(each));
      }
    }
    ArrayNode made = node.putArray("savepoints");
    for (MadeSavepoint each : savepoints) {
      made.addObject()
          .put("folder", each.folder())
          .put("batch", each.batch())
          .put("madeAt", each.madeAtMillis());
    }
    ArrayNode errors = node.putArray("errors");
    status
        .errors()
        .forEach(each -> errors.addObject().put("at", each.atMillis()).put("what", each.what()));
    ArrayNode columns = node.putArray("columns");
    RunFigures.COLUMNS.forEach(columns::add);
    return node;
  }

  private static void put(ObjectNode node, String name, Number value) {
    if (value instanceof Double real) {
      node.put(name, real);
    } else {
      node.put(name, value.longValue());
    }
  }

  /** Returns the status in the text format of Prometheus. */
  static String metrics(RunInfo run, RunStatus status) {
    PrometheusText text =
        new PrometheusText("twinstream_", Map.of("application", run.job(), "engine", run.engine()));
    for (Metric metric : Metric.values()) {
      metric
          .of(status)
          .ifPresent(
              value ->
                  text.add(metric.kind(), metric.label(), metric.help(), Map.of(Map.of(), value)));
    }
    text.gauge(
        "batch_interval_seconds",
        "The batch interval, or the trigger's.",
        run.interval().toMillis() / 1_000.0);
    for (PartitionMetric metric : PartitionMetric.values()) {
      Map<Map<String, String>, Long> samples = new HashMap<>();
      for (PartitionPosition each : status.partitions()) {
        samples.put(
            Map.of("topic", each.topic(), "partition", Integer.toString(each.partition())),
            metric.of(each));
      }
      text.add(PrometheusText.Kind.GAUGE, metric.label(), metric.help(), samples);
    }
    return text.text();
  }
}
