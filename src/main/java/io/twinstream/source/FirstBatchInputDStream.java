package io.twinstream.source;

import io.twinstream.internals.InputInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.util.StringUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Serves the lines of given files in the first batch, and nothing after it; also after a restart
 * from a checkpoint.
 */
final class FirstBatchInputDStream extends InputDStream<String> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> files;
  private Time firstBatch;

  private FirstBatchInputDStream(StreamingContext context, List<String> files) {
    super(context, ClassTag$.MODULE$.apply(String.class));
    this.files = new ArrayList<>(files);
  }

  static JavaDStream<String> ofFiles(JavaStreamingContext context, List<String> files) {
    return new JavaDStream<>(
        new FirstBatchInputDStream(context.ssc(), files), ClassTag$.MODULE$.apply(String.class));
  }

  @Override
  public Option<RDD<String>> compute(Time time) {
    if (firstBatch == null) {
      firstBatch = time;
    }
    if (!time.equals(firstBatch)) {
      return Option.empty();
    }
    InputInfo.report(this, time, files.size());
    return Option.apply(context().sparkContext().textFile(paths(), 1));
  }

  /** The comma-separated list that Spark takes; a comma in a name is escaped. */
  private String paths() {
    return files.stream().map(StringUtils::escapeString).collect(Collectors.joining(","));
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
