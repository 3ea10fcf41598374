package io.twinstream.jobs.fleetwatch;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Alerts on vehicles that break a rule, on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines and rules, see {@link FleetWatch}.
 *   <li>Output: one {@link FleetAlert} per rule and vehicle that broke it in the batch.
 *   <li>State: none; the rules are read anew with every batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; a batch that is written again is judged by the rules of
 *       then.
 *   <li>Twin: {@link StructuredFleetWatch}. Known differences: see the package.
 * </ul>
 */
public final class DStreamFleetWatch implements DStreamTwin<FleetAlert> {
  private final FleetOptions.RulesSource source;

  public DStreamFleetWatch(FleetOptions options) {
    source = options.source();
  }

  @Override
  public JavaDStream<FleetAlert> topology(ClassicInput in) {
    FleetOptions.RulesSource rules = source;
    return in.lines()
        .transform(batch -> alerts(batch, rules))
        .mapToPair(each -> new Tuple2<>(key(each), each))
        .reduceByKey(FleetAlert::and)
        .map(Tuple2::_2);
  }

  /**
   * Runs on the driver with every batch. A broadcast made outside would be that of the first batch
   * for ever, and one that a checkpoint brings back is of a context that is gone.
   */
  private static JavaRDD<FleetAlert> alerts(JavaRDD<String> batch, FleetOptions.RulesSource rules) {
    Broadcast<FleetRules> now =
        JavaSparkContext.fromSparkContext(batch.context()).broadcast(rules.read());
    return batch.flatMap(line -> FleetWatch.alerts(line, now.value()).iterator());
  }

  private static Tuple3<String, String, String> key(FleetAlert alert) {
    return new Tuple3<>(alert.getKind(), alert.getRule(), alert.getVehicle());
  }

  public static void main(String[] args) {
    JobMain.main("fleet-watch", Engine.DSTREAM, args);
  }
}
