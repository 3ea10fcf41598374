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
import io.twinstream.jobs.engine.StructuredInput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Status counts and top endpoints of a server's log on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link AccessLog}.
 *   <li>Output: one {@link AccessCount} per status of the batch, and per endpoint among the most
 *       wanted.
 *   <li>State: none: the topology is applied to each micro-batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamAccessLog}. Known differences: see the package.
 * </ul>
 */
public final class StructuredAccessLog implements StructuredTwin<AccessCount> {
  private final int top;

  public StructuredAccessLog(TopOptions options) {
    top = options.top;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<AccessCount> topology(PortInput in) {
    Dataset<Row> counts =
        StructuredInput.lines(in, line -> AccessLog.subjects(line).iterator(), Subject.class)
            .groupBy("kind", "name")
            .count();
    Column place =
        row_number()
            .over(Window.partitionBy("kind").orderBy(col("count").desc(), col("name").asc()));
    return counts
        .withColumn("rank", when(col("kind").equalTo(Subject.STATUS), lit(0)).otherwise(place))
        .where(col("rank").leq(top))
        .as(Encoders.bean(AccessCount.class));
  }

  public static void main(String[] args) {
    JobMain.main("access-log", Engine.STRUCTURED, args);
  }
}
