package io.twinstream.jobs.fleetwatch;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Rules that change while the job runs. */
public final class FleetWatchJob implements JobProvider {
  /** The job. */
  public static final Job<FleetAlert> JOB =
      Job.of("fleet-watch", FleetAlert.class)
          .summary("vehicles that break a rule of speed or place; the rules may change")
          .operators("transform with a broadcast per batch, mapToPair, reduceByKey, map")
          .keyColumns("kind", "rule", "vehicle")
          .valueColumns("count", "firstAt", "fastestMicros")
          .recording("data/fleet.recording")
          .rejects(record -> FleetWatch.problem(record.value()))
          .options(FleetOptions::new)
          .twins(DStreamFleetWatch::new, StructuredFleetWatch::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
