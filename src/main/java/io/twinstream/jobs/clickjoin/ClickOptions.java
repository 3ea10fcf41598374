package io.twinstream.jobs.clickjoin;

import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import io.twinstream.jobs.WindowLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class ClickOptions implements JobOptions {
  /** Which impressions and clicks are counted. */
  public enum Join {
    /** Impressions that were clicked. */
    INNER,
    /** All impressions. */
    LEFT_OUTER,
    /** All impressions, and clicks without one. */
    COGROUP;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far a click may be from its impression. */
  public enum Within {
    /** In the same batch. */
    BATCH,
    /** In the same window. */
    WINDOW
  }

  @Option(
      names = "--join",
      paramLabel = "inner|left-outer|cogroup",
      description =
          "inner: impressions that were clicked; left-outer: all impressions; cogroup: these, and clicks without one; default: left-outer.")
  Join join = Join.LEFT_OUTER;

  @Option(
      names = "--within",
      paramLabel = "batch|window",
      description = "batch or window: where a click must meet its impression; default: window.")
  Within within = Within.WINDOW;

  @Mixin WindowLayout windows = new WindowLayout();

  @Option(
      names = "--impressions",
      paramLabel = "TOPIC",
      description = "The topic of impressions; default: impressions.")
  String impressions = "impressions";

  @Option(
      names = "--clicks",
      paramLabel = "TOPIC",
      description = "The topic of clicks; default: clicks.")
  String clicks = "clicks";

  @Option(
      names = "--campaigns",
      paramLabel = "FILE",
      description = "Names of campaigns: campaign,name lines; default: none has a name.")
  Path campaigns;

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description =
          "Of the port: how long after its end a window waits for what arrives out of order; default: 1s.")
  Duration lateness = Duration.ofSeconds(1);

  @Override
  public void check(Duration batchInterval) {
    if (within == Within.WINDOW) {
      windows.check(batchInterval);
    }
    if (impressions.equals(clicks)) {
      throw UserError.usage(
          "--clicks %s: is also the topic of --impressions; a record's topic says what it is"
              .formatted(clicks));
    }
    names();
  }

  /** Returns the topics. */
  Topics topics() {
    return new Topics(impressions, clicks);
  }

  /** Returns the names of campaigns. */
  Map<String, String> names() {
    return campaigns == null ? Map.of() : ClickJoin.readNames(campaigns);
  }

  /** Returns where the windows lie; empty if each batch is joined by itself. */
  Optional<WindowLayout> layout() {
    return isWindowed() ? Optional.of(windows) : Optional.empty();
  }

  /** Returns how long ago a record was that is in a window with the next one. */
  Duration memory() {
    return isWindowed() ? windows.window() : Duration.ZERO;
  }

  /** Tells whether windows are joined, and not batches. */
  boolean isWindowed() {
    return within == Within.WINDOW;
  }
}
