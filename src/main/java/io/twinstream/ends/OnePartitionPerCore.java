package io.twinstream.ends;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;

/**
 * Puts the partitions of a batch together, so that what a job combines before a shuffle, it
 * combines over as many records as can be without losing a core. For {@code transform}.
 */
public final class OnePartitionPerCore<T> implements Function<JavaRDD<T>, JavaRDD<T>> {
  private static final long serialVersionUID = 1L;

  @Override
  public JavaRDD<T> call(JavaRDD<T> batch) {
    return batch.coalesce(batch.context().defaultParallelism());
  }
}
