package io.twinstream.jobs.fleetwatch;

import io.twinstream.api.JobOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class FleetOptions implements JobOptions {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "Rules, read with every batch: speed,NAME,KM_PER_HOUR and keep-out|keep-in,NAME,WEST,SOUTH,EAST,NORTH lines; default: no faster than 130 km/h.")
  Path rules;

  @Override
  public void check(Duration batchInterval) {
    source().read();
  }

  /** Returns where the rules are read from. */
  RulesSource source() {
    return new RulesSource(rules == null ? "" : rules.toString());
  }

  /**
   * Where rules are read from, with every batch.
   *
   * @param file on the driver; empty for the rules that are in force without one
   */
  record RulesSource(String file) implements Serializable {
    /**
     * Returns the rules as they are now.
     *
     * @throws io.twinstream.error.UserError if the file cannot be read or a line is malformed
     */
    FleetRules read() {
      return file.isEmpty() ? FleetRules.STANDARD : FleetRules.read(Path.of(file));
    }
  }
}
