package io.twinstream.jobs.fleetwatch;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Alerts on vehicles that break a rule, on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link FleetWatch}; rules, see {@link
 *       FleetRules}.
 *   <li>Output: one {@link FleetAlert} per rule and vehicle that broke it in the micro-batch; order
 *       unspecified.
 *   <li>State: none: the topology is applied to each micro-batch, and reads the rules anew.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; a batch that is written again is judged by the rules of
 *       then.
 *   <li>Twin: {@link DStreamFleetWatch}. Known differences: see the package.
 * </ul>
 */
public final class StructuredFleetWatch implements StructuredTwin<FleetAlert> {
  private final FleetOptions options;

  public StructuredFleetWatch(FleetOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<FleetAlert> topology(PortInput in) {
    Broadcast<FleetRules> now =
        JavaSparkContext.fromSparkContext(in.session().sparkContext())
            .broadcast(options.source().read());
    FlatMapFunction<String, FleetAlert> alerts =
        line -> FleetWatch.alerts(line, now.value()).iterator();
    return in.lines()
        .select("value")
        .as(Encoders.STRING())
        .flatMap(alerts, Encoders.bean(FleetAlert.class))
        .groupBy("kind", "rule", "vehicle")
        .agg(
            sum("count").as("count"),
            min("firstAt").as("firstAt"),
            max("fastestMicros").as("fastestMicros"))
        .as(Encoders.bean(FleetAlert.class));
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("fleet-watch", Engine.STRUCTURED, args));
  }
}
