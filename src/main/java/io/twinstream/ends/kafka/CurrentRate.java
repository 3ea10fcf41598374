package io.twinstream.ends.kafka;

import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.streaming.kafka010.PerPartitionConfig;

/**
 * The limits of a batch as they are set now: Spark's own object of them is in the checkpoint with
 * what it was made with, and a restart could not change them.
 */
final class CurrentRate extends PerPartitionConfig {
  private static final long serialVersionUID = 1L;

  @Override
  public long maxRatePerPartition(TopicPartition partition) {
    return conf().getLong("spark.streaming.kafka.maxRatePerPartition", 0);
  }

  @Override
  public long minRatePerPartition(TopicPartition partition) {
    return conf().getLong("spark.streaming.kafka.minRatePerPartition", 1);
  }

  private static SparkConf conf() {
    return SparkEnv.get().conf();
  }
}
