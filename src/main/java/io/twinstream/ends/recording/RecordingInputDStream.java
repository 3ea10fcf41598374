package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord;
import io.twinstream.internals.ClassicContext;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Serves batch k of a recording at batch time {@code (k + 1) * interval}. After a restart it opens
 * the file again.
 */
final class RecordingInputDStream extends InputDStream<InputRecord> {
  private static final long serialVersionUID = 1L;

  private final Recording recording;

  private RecordingInputDStream(StreamingContext context, Recording recording) {
    super(context, ClassTag$.MODULE$.apply(InputRecord.class));
    this.recording = recording;
  }

  static JavaDStream<InputRecord> create(JavaStreamingContext context, Recording recording) {
    return new JavaDStream<>(
        new RecordingInputDStream(context.ssc(), recording),
        ClassTag$.MODULE$.apply(InputRecord.class));
  }

  @Override
  public Option<RDD<InputRecord>> compute(Time time) {
    long k = time.milliseconds() / recording.interval().toMillis() - 1;
    List<InputRecord> lines = recording.batch(Math.toIntExact(k));
    ClassicContext.reportInput(this, time, lines.size());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context().sparkContext());
    int partitions = Math.max(1, Math.min(lines.size(), spark.defaultParallelism()));
    return Option.apply(spark.parallelize(lines, partitions).rdd());
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
