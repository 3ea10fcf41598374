package io.twinstream.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.twinstream.api.PartitionPosition;
import java.util.Optional;

/** The figures of a run as gauges; those of a partition come when it is known. */
final class SparkMetrics {
  private final RunFigures figures;
  private final MetricRegistry registry = new MetricRegistry();

  SparkMetrics(RunFigures figures) {
    this.figures = figures;
    for (Metric metric : Metric.values()) {
      registry.register(metric.label(), gauge(() -> of(metric)));
    }
  }

  MetricRegistry registry() {
    return registry;
  }

  private Number of(Metric metric) {
    RunStatus status = figures.status();
    status.partitions().forEach(this::add);
    return metric.of(status).map(Number.class::cast).orElse(Double.NaN);
  }

  private synchronized void add(PartitionPosition partition) {
    for (PartitionMetric metric : PartitionMetric.values()) {
      String name =
          MetricRegistry.name(
              metric.label(), partition.topic(), Integer.toString(partition.partition()));
      if (!registry.getMetrics().containsKey(name)) {
        registry.register(name, gauge(() -> of(metric, partition)));
      }
    }
  }

  private Number of(PartitionMetric metric, PartitionPosition of) {
    Optional<PartitionPosition> now =
        figures.status().partitions().stream()
            .filter(each -> each.topic().equals(of.topic()) && each.partition() == of.partition())
            .findFirst();
    return metric.of(now.orElse(of));
  }

  /** For the compiler: a gauge is a functional interface of two methods in older versions. */
  private static Gauge<Number> gauge(java.util.function.Supplier<Number> value) {
    return value::get;
  }
}
