package io.twinstream.source;

import io.twinstream.savepoint.SavedState;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Serves the rows of a savepoint's state in the first batch, and nothing after it; also after a
 * restart from a checkpoint, so that a job that is killed in its first batch begins with them
 * again.
 */
public final class FirstBatchRows extends InputDStream<Row> {
  private static final long serialVersionUID = 1L;

  private final SavedState state;
  private final String field;
  private Time firstBatch;

  private FirstBatchRows(StreamingContext context, SavedState state, String field) {
    super(context, ClassTag$.MODULE$.apply(Row.class));
    this.state = state;
    this.field = field;
  }

  /** Returns rows of {@code key} and {@code value}, see {@link SavedState#values}. */
  public static JavaDStream<Row> of(StreamingContext context, SavedState state, String field) {
    return new JavaDStream<>(
        new FirstBatchRows(context, state, field), ClassTag$.MODULE$.apply(Row.class));
  }

  @Override
  public Option<RDD<Row>> compute(Time time) {
    if (firstBatch == null) {
      firstBatch = time;
    }
    SparkSession session = SparkSession.builder().getOrCreate();
    return Option.apply(
        time.equals(firstBatch)
            ? state.values(session, field).rdd()
            : session.emptyDataFrame().rdd()); // a union needs one of each batch
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
