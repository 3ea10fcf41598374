package io.twinstream.engine;

import io.twinstream.api.BatchRows;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;

/** Rows of an RDD, a task of Spark for each partition. */
final class RddRows<R> implements BatchRows<R> {
  private final JavaRDD<R> rdd;
  private boolean isComputed;

  RddRows(JavaRDD<R> rdd) {
    this.rdd = rdd;
  }

  @Override
  public <M> List<M> map(PartitionFunction<R, M> function) {
    List<M> results =
        rdd.mapPartitionsWithIndex((part, rows) -> done(function, part, rows), true).collect();
    isComputed = true;
    return results;
  }

  /** Tells whether every partition was computed to its end. */
  boolean isComputed() {
    return isComputed;
  }

  private static <R, M> Iterator<M> done(
      PartitionFunction<R, M> function, int partition, Iterator<R> rows) throws Exception {
    M result =
        function.apply(rows, new BatchRows.Task(partition, TaskContext.get().taskAttemptId()));
    while (rows.hasNext()) {
      rows.next();
    }
    return List.of(result).iterator();
  }
}
