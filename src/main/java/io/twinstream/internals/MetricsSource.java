package io.twinstream.internals;

import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Metrics of ours among Spark's, so that they show in every sink that Spark is configured with.
 * What is added to the registry later shows too.
 *
 * <p>Depends on {@code metrics.source.Source} and {@code MetricsSystem.registerSource} and {@code
 * removeSource}.
 */
public final class MetricsSource implements Source, AutoCloseable {
  private final String name;
  private final MetricRegistry registry;

  private MetricsSource(String name, MetricRegistry registry) {
    this.name = name;
    this.registry = registry;
  }

  /**
   * Adds metrics to those of the driver.
   *
   * @param name is before theirs: {@code NAMESPACE.driver.NAME.METRIC}
   */
  public static MetricsSource register(String name, MetricRegistry registry) {
    MetricsSource source = new MetricsSource(name, registry);
    SparkEnv.get().metricsSystem().registerSource(source);
    return source;
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** Takes them away; nothing is left to do where Spark has ended. */
  @Override
  public void close() {
    SparkEnv env = SparkEnv.get();
    if (env != null) {
      env.metricsSystem().removeSource(this);
    }
  }
}
