package io.twinstream.jobs.devicemonitor;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Statistics and alerts of devices. */
public final class DeviceMonitorJob implements JobProvider {
  /** The watermark is that of the batch before. */
  private static final int BATCHES_OF_WATERMARK = 2;

  /** The job. */
  public static final Job<DeviceReport> JOB =
      Job.of("device-monitor", DeviceReport.class)
          .summary("statistics of devices over a window; alerts on high, stuck and silent ones")
          .operators("reduceByKey, window, transform, countByWindow, union")
          .keyColumns("windowStart", "windowEnd", "kind", "metric", "device")
          .valueColumns("readings", "devices", "minMicros", "maxMicros", "meanMicros")
          .recording("data/devices.recording")
          .rejects(record -> DeviceMonitor.problem(record.value()))
          .stateful()
          .options(MonitorOptions::new)
          .readsBack(options -> options.windows.window())
          .compared(
              options ->
                  Compared.<DeviceReport>by(Grain.WINDOW_END)
                      .settledAfter(options.lateness, BATCHES_OF_WATERMARK))
          .twins(DStreamDeviceMonitor::new, StructuredDeviceMonitor::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
