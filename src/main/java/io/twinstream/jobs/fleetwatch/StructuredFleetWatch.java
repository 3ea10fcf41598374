package io.twinstream.jobs.fleetwatch;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredInput;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Alerts on vehicles that break a rule, on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines and rules, see {@link FleetWatch}.
 *   <li>Output: one {@link FleetAlert} per rule and vehicle that broke it in the batch.
 *   <li>State: none; the topology is applied to each micro-batch, and reads the rules anew.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; a batch that is written again is judged by the rules of
 *       then.
 *   <li>Twin: {@link DStreamFleetWatch}. Known differences: see the package.
 * </ul>
 */
public final class StructuredFleetWatch implements StructuredTwin<FleetAlert> {
  private final FleetOptions.RulesSource source;

  public StructuredFleetWatch(FleetOptions options) {
    source = options.source();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<FleetAlert> topology(PortInput in) {
    FleetOptions.RulesSource rules = source;
    return alerts(in, rules)
        .groupBy("kind", "rule", "vehicle")
        .agg(
            sum("count").as("count"),
            min("firstAt").as("firstAt"),
            max("fastestMicros").as("fastestMicros"))
        .as(Encoders.bean(FleetAlert.class));
  }

  private static Dataset<FleetAlert> alerts(PortInput in, FleetOptions.RulesSource rules) {
    Broadcast<FleetRules> now =
        JavaSparkContext.fromSparkContext(in.session().sparkContext()).broadcast(rules.read());
    return StructuredInput.lines(
        in, line -> FleetWatch.alerts(line, now.value()).iterator(), FleetAlert.class);
  }

  public static void main(String[] args) {
    JobMain.main("fleet-watch", Engine.STRUCTURED, args);
  }
}
