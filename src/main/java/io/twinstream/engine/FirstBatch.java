package io.twinstream.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Serves what a run begins with in the first batch, and nothing after it; also after a restart from
 * a checkpoint, so that a job that is killed in its first batch begins with it again. An initial
 * RDD cannot be brought back (SPARK-13758).
 */
final class FirstBatch<T> extends InputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final Function<SparkSession, JavaRDD<T>> content;
  private Time firstBatch;

  private FirstBatch(StreamingContext context, Function<SparkSession, JavaRDD<T>> content) {
    super(context, anyClass());
    this.content = content;
  }

  /**
   * Returns a stream of it.
   *
   * @param content what can be kept in a checkpoint
   */
  public static <T> JavaDStream<T> of(
      StreamingContext context, Function<SparkSession, JavaRDD<T>> content) {
    return new JavaDStream<>(new FirstBatch<>(context, content), anyClass());
  }

  @Override
  public Option<RDD<T>> compute(Time time) {
    if (firstBatch == null) {
      firstBatch = time;
    }
    SparkSession session = SparkSession.builder().getOrCreate();
    if (!time.equals(firstBatch)) { // a union needs one of each batch
      return Option.apply(
          JavaSparkContext.fromSparkContext(session.sparkContext()).<T>emptyRDD().rdd());
    }
    try {
      return Option.apply(content.call(session).rdd());
    } catch (Exception e) { // Spark's functions declare it
      throw new IllegalStateException("what the run starts with: " + e.getMessage(), e);
    }
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  private static <T> ClassTag<T> anyClass() {
    return ClassTag$.MODULE$.apply(Object.class);
  }
}
