package io.twinstream.engine;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * A broadcast value or an accumulator of a classic job, made again after a recovery: a checkpoint
 * holds only its number, which means nothing to the context of the restarted driver.
 *
 * <p>Hold it in the topology, and ask for the value within {@code transform} or {@code foreachRDD},
 * which run on the driver with each batch:
 *
 * <pre>{@code
 * PerContext<Broadcast<Set<String>>> stopWords = PerContext.of(spark -> spark.broadcast(read()));
 * words.transform(
 *     batch -> {
 *       Broadcast<Set<String>> stop = stopWords.in(batch.context());
 *       return batch.filter(word -> !stop.value().contains(word));
 *     });
 * }</pre>
 *
 * <p>An accumulator made again begins with what {@code make} gives it; {@link RunningTally} goes on
 * with its old value.
 *
 * @param <T> what belongs to a context
 */
public final class PerContext<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Function<JavaSparkContext, T> make;
  private transient SparkContext owner;
  private transient T value;

  private PerContext(Function<JavaSparkContext, T> make) {
    this.make = make;
  }

  /** Returns one that makes its value where it is first asked for it. */
  public static <T> PerContext<T> of(Function<JavaSparkContext, T> make) {
    return new PerContext<>(make);
  }

  /**
   * Returns the value of that context; the same for each call until the context is another.
   *
   * @throws IllegalStateException if it cannot be made, with the cause
   */
  public synchronized T in(SparkContext context) {
    if (owner != context) {
      try {
        value = make.call(JavaSparkContext.fromSparkContext(context));
      } catch (Exception e) { // Spark's functions declare it
        throw new IllegalStateException("cannot be made for this context: " + e.getMessage(), e);
      }
      owner = context;
    }
    return value;
  }
}
