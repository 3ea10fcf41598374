package io.twinstream.jobs.accesslog;

import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class TopOptions implements JobOptions {
  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many endpoints are written; default: 10.")
  int top = 10;

  @Override
  public void check(Duration batchInterval) {
    if (top < 1) {
      throw UserError.usage("--top %d: write 1 or more".formatted(top));
    }
  }
}
