package io.twinstream.ends;

import io.twinstream.api.Source;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/** How the blocks of a receiver are kept until their batch is done. */
public final class ReceivedBlocks {
  private ReceivedBlocks() {}

  /**
   * Returns the storage level: two executors of a cluster hold each block, unless the write-ahead
   * log has it; a local run has one executor, which is the driver.
   */
  public static StorageLevel level(JavaSparkContext spark) {
    boolean isLogged = spark.getConf().getBoolean(Source.WRITE_AHEAD_LOG, false);
    return isLogged || spark.isLocal()
        ? StorageLevel.MEMORY_AND_DISK_SER()
        : StorageLevel.MEMORY_AND_DISK_SER_2();
  }
}
