package io.twinstream.jobs.accesslog;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Window;

/**
 * Status counts and top endpoints of a server's log on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link AccessLog}.
 *   <li>Output: one {@link AccessCount} per status of the micro-batch, and one per endpoint among
 *       the most wanted; order unspecified.
 *   <li>State: none: the topology is applied to each micro-batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamAccessLog}. Known differences: see the package.
 * </ul>
 */
public final class StructuredAccessLog implements StructuredTwin<AccessCount> {
  private final TopOptions options;

  public StructuredAccessLog(TopOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<AccessCount> topology(PortInput in) {
    FlatMapFunction<String, Subject> subjects = line -> AccessLog.subjects(line).iterator();
    Column place =
        row_number()
            .over(Window.partitionBy("kind").orderBy(col("count").desc(), col("name").asc()));
    return in.lines()
        .select("value")
        .as(Encoders.STRING())
        .flatMap(subjects, Encoders.bean(Subject.class))
        .groupBy("kind", "name")
        .count()
        .withColumn("rank", when(col("kind").equalTo(Subject.STATUS), lit(0)).otherwise(place))
        .where(col("rank").leq(options.top))
        .as(Encoders.bean(AccessCount.class));
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("access-log", Engine.STRUCTURED, args));
  }
}
