package io.twinstream.engine;

import io.twinstream.api.Sink;
import org.apache.spark.api.java.JavaRDD;

/** Gives the rows of an engine to a sink. */
final class SinkWriter {
  private SinkWriter() {}

  /**
   * Writes the rows of one batch; when it returns, every partition has been computed to its end,
   * also where the sink asked for none.
   */
  public static <R> void write(Sink<R> sink, JavaRDD<R> rdd, long batch) {
    RddRows<R> rows = new RddRows<>(rdd);
    sink.write(rows, batch);
    if (!rows.isComputed()) {
      rows.map((rest, task) -> task.partition());
    }
  }
}
