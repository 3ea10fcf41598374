package io.twinstream.ends.files;

import io.twinstream.internals.ClassicContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.TextInputFormat;
import org.apache.spark.api.java.JavaRDD;
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
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context().sparkContext());
    if (!time.equals(firstBatch)) {
      return Option.apply(spark.<String>emptyRDD().rdd()); // a union needs one of each batch
    }
    ClassicContext.reportInput(this, time, files.size());
    return Option.apply(lines(spark).rdd());
  }

  /** Not {@code textFile}, which takes a comma in a name for the end of it. */
  private JavaRDD<String> lines(JavaSparkContext spark) {
    JobConf conf = new JobConf(spark.hadoopConfiguration());
    FileInputFormat.setInputPaths(conf, files.stream().map(Path::new).toArray(Path[]::new));
    return spark
        .hadoopRDD(conf, TextInputFormat.class, LongWritable.class, Text.class, 1)
        .map(line -> line._2().toString());
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
