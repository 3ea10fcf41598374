package io.twinstream.jobs.accesslog;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/**
 * Status counts and top endpoints of a server's log on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link AccessLog}.
 *   <li>Output: one {@link AccessCount} per status of the batch, and per endpoint among the most
 *       wanted.
 *   <li>State: none.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredAccessLog}. Known differences: see the package.
 * </ul>
 */
public final class DStreamAccessLog implements DStreamTwin<AccessCount> {
  private final int top;

  public DStreamAccessLog(TopOptions options) {
    top = options.top;
  }

  @Override
  public JavaDStream<AccessCount> topology(ClassicInput in) {
    int most = top;
    JavaDStream<AccessCount> counts =
        in.lines()
            .flatMap(line -> AccessLog.subjects(line).iterator())
            .mapToPair(subject -> new Tuple2<>(subject, 1L))
            .reduceByKey(Sums::add)
            .map(counted -> counted._1().counted(counted._2()));
    JavaDStream<AccessCount> statuses = counts.filter(count -> !count.isEndpoint());
    JavaDStream<AccessCount> endpoints =
        counts.filter(AccessCount::isEndpoint).transform(batch -> ranked(batch, most));
    return statuses.union(endpoints);
  }

  private static JavaRDD<AccessCount> ranked(JavaRDD<AccessCount> endpoints, int top) {
    return endpoints
        .mapToPair(endpoint -> new Tuple2<>(endpoint, endpoint.getName()))
        .sortByKey(AccessLog.mostFirst())
        .keys()
        .zipWithIndex()
        .filter(endpoint -> endpoint._2() < top)
        .map(endpoint -> endpoint._1().at(endpoint._2()));
  }

  public static void main(String[] args) {
    JobMain.main("access-log", Engine.DSTREAM, args);
  }
}
