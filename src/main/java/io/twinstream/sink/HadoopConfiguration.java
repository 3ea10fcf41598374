package io.twinstream.sink;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/**
 * The Hadoop configuration of a driver or executor: its class path's, with the {@code
 * spark.hadoop.*} settings.
 */
final class HadoopConfiguration {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopConfiguration() {}

  static Configuration ofThisProcess() {
    return Holder.CONFIGURATION;
  }

  private static final class Holder {
    private static final Configuration CONFIGURATION = read();

    private static Configuration read() {
      Configuration configuration = new Configuration();
      SparkConf spark = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
      for (Tuple2<String, String> setting : spark.getAll()) {
        if (setting._1().startsWith(PREFIX)) {
          configuration.set(setting._1().substring(PREFIX.length()), setting._2());
        }
      }
      return configuration;
    }
  }
}
