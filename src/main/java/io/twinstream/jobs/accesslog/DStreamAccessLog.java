package io.twinstream.jobs.accesslog;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Status counts and top endpoints of a server's log on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link AccessLog}.
 *   <li>Output: one {@link AccessCount} per status of the batch, and one per endpoint among the
 *       most wanted; order unspecified.
 *   <li>State: none.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredAccessLog}. Known differences: see the package.
 * </ul>
 */
public final class DStreamAccessLog implements DStreamTwin<AccessCount> {
  private final TopOptions options;

  public DStreamAccessLog(TopOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<AccessCount> topology(ClassicInput in) {
    int top = options.top;
    JavaPairDStream<Subject, Long> counts =
        in.lines()
            .flatMap(line -> AccessLog.subjects(line).iterator())
            .mapToPair(subject -> new Tuple2<>(subject, 1L))
            .reduceByKey(Sums::add);
    JavaDStream<AccessCount> statuses =
        counts.filter(counted -> !counted._1().isEndpoint()).map(DStreamAccessLog::unranked);
    JavaDStream<AccessCount> endpoints =
        counts
            .filter(counted -> counted._1().isEndpoint())
            .map(DStreamAccessLog::unranked)
            .transform(unranked -> ranked(unranked, top));
    return statuses.union(endpoints);
  }

  private static AccessCount unranked(Tuple2<Subject, Long> counted) {
    return new AccessCount(counted._1().getKind(), counted._1().getName(), 0, counted._2());
  }

  private static JavaRDD<AccessCount> ranked(JavaRDD<AccessCount> endpoints, int top) {
    JavaPairRDD<AccessCount, Long> places =
        endpoints
            .mapToPair(endpoint -> new Tuple2<>(endpoint, endpoint.getName()))
            .sortByKey(AccessLog.mostFirst())
            .keys()
            .zipWithIndex();
    return places
        .filter(place -> place._2() < top)
        .map(
            place ->
                new AccessCount(
                    place._1().getKind(),
                    place._1().getName(),
                    (int) (place._2() + 1),
                    place._1().getCount()));
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("access-log", Engine.DSTREAM, args));
  }
}
