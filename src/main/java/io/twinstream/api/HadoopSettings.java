package io.twinstream.api;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The run's {@code spark.hadoop.*} settings, for file systems used before Spark starts, by the
 * driver and by its tasks. Sent to tasks.
 */
public final class HadoopSettings implements Serializable {
  /** No settings besides those of the process. */
  public static final HadoopSettings NONE = new HadoopSettings(Map.of());

  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "spark.hadoop.";

  /** Read once: a copy costs little, reading does not. */
  private static final Configuration OF_CLASS_PATH = new Configuration();

  private final Map<String, String> settings;
  private transient Configuration configuration;
  private transient boolean knowsSpark;

  private HadoopSettings(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Returns the Hadoop settings among Spark's. */
  public static HadoopSettings of(SparkConf conf) {
    return new HadoopSettings(
        Arrays.stream(conf.getAll())
            .filter(setting -> setting._1().startsWith(PREFIX))
            .collect(
                Collectors.toUnmodifiableMap(
                    setting -> setting._1().substring(PREFIX.length()), setting -> setting._2())));
  }

  /**
   * Returns Hadoop's configuration: that of the class path, over it the settings of the Spark that
   * runs in this process, over these the run's own.
   */
  public synchronized Configuration configuration() {
    boolean isRunning = SparkEnv.get() != null;
    if (configuration == null || (isRunning && !knowsSpark)) {
      Configuration made = new Configuration(OF_CLASS_PATH);
      if (isRunning) {
        of(SparkEnv.get().conf()).settings.forEach(made::set);
      }
      settings.forEach(made::set);
      configuration = made;
      knowsSpark = isRunning;
    }
    return configuration;
  }
}
