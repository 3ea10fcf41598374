package io.twinstream.jobs.devicemonitor;

import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import io.twinstream.jobs.WindowLayout;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class MonitorOptions implements JobOptions {
  private static final int FEWEST_STUCK = 2;

  @Mixin WindowLayout windows = new WindowLayout();

  @Option(
      names = "--limit",
      paramLabel = "VALUE",
      description = "Alert on a device with a higher value; default: 100.")
  String limit = "100";

  @Option(
      names = "--stuck",
      paramLabel = "N",
      description =
          "Alert on a device whose readings of a window, N or more, are all alike; default: 5.")
  int stuck = 5;

  @Option(
      names = "--silence",
      paramLabel = "T",
      description =
          "Alert on a device whose newest reading of a window is older at its end; default: 6s.")
  Duration silence = Duration.ofSeconds(6);

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description =
          "Of the port: how long after its end a window waits for what arrives out of order; default: 1s.")
  Duration lateness = Duration.ofSeconds(1);

  @Override
  public void check(Duration batchInterval) {
    windows.check(batchInterval);
    if (!DeviceMonitor.isValue(limit)) {
      throw UserError.usage(
          "--limit '%s': a number with at most six digits before the point and behind it"
              .formatted(limit));
    }
    if (stuck < FEWEST_STUCK) {
      throw UserError.usage("--stuck %d: one reading is always alike; 2 or more".formatted(stuck));
    }
    if (silence.compareTo(windows.window()) >= 0) {
      throw UserError.usage(
          "--silence %d ms: must be shorter than --window %d ms, which knows no reading that is older"
              .formatted(silence.toMillis(), windows.window().toMillis()));
    }
  }

  /** Returns the thresholds; the options must have been checked. */
  Thresholds thresholds() {
    return new Thresholds(
        windows.window().toMillis(), DeviceMonitor.micros(limit), stuck, silence.toMillis());
  }
}
