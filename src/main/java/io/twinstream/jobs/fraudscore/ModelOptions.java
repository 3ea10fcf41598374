package io.twinstream.jobs.fraudscore;

import io.twinstream.api.JobOptions;
import io.twinstream.jobs.engine.FraudModel;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class ModelOptions implements JobOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "The model that 'twinstream train' saved; default: one is trained at the start, the same every time.")
  String model;

  @Override
  public void check(Duration batchInterval) {
    if (model != null) {
      FraudModel.check(model);
    }
  }
}
