package io.twinstream.ends.receivers;

import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** Runs each receiver as a task that does not end, on an executor, for which it has a core. */
final class ExecutorHost implements Hosts.Host {
  private final SparkContext spark;
  private final ReceiverSettings settings;
  private final BlockFolder folder;
  private final String group = "twinstream-receivers-" + UUID.randomUUID();

  ExecutorHost(SparkContext spark, ReceiverSettings settings, BlockFolder folder) {
    this.spark = spark;
    this.settings = settings;
    this.folder = folder;
  }

  @Override
  public void run(int number) throws Exception {
    // The thread has the properties of the query's: this is no job of the query.
    spark.setLocalProperty("spark.sql.execution.id", null);
    spark.setJobGroup(group, "hosted receiver " + number, true);
    where(number).foreach(new Task(settings, folder));
  }

  private JavaRDD<Integer> where(int number) {
    Option<String> preferred = settings.create().preferredLocation();
    return preferred.isEmpty()
        ? JavaSparkContext.fromSparkContext(spark).parallelize(List.of(number), 1)
        : at(number, preferred.get());
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // its Seq is another one in 2.12 and in 2.13
  private JavaRDD<Integer> at(int number, String host) {
    scala.collection.immutable.List hosts = JavaConverters.asScalaBuffer(List.of(host)).toList();
    scala.collection.immutable.List preference =
        JavaConverters.asScalaBuffer(List.of(new Tuple2<>(number, hosts))).toList();
    RDD<Integer> rdd = spark.makeRDD(preference, ClassTag$.MODULE$.apply(Integer.class));
    return rdd.toJavaRDD();
  }

  @Override
  public void stop() {
    spark.cancelJobGroup(group);
  }

  /** Runs a receiver until it ends, or the task is interrupted. */
  private record Task(ReceiverSettings settings, BlockFolder folder)
      implements VoidFunction<Integer> {
    @Override
    public void call(Integer number) throws Exception {
      new HostedRun(settings, number, folder).run();
    }
  }
}
