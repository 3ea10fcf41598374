package io.twinstream.jobs.recommend;

import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import io.twinstream.jobs.engine.NewestModel;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class RecommendOptions implements JobOptions {
  private static final int MOST = 1_000;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "A directory of models that 'twinstream train recommend' saved; the newest by name, with every batch; default: one is trained at the start, the same every time.")
  String models;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many items a user is recommended; default: 3.")
  int top = 3;

  @Override
  public void check(Duration batchInterval) {
    if (top < 1 || top > MOST) {
      throw UserError.usage("--top %d: write 1 to %,d".formatted(top, MOST));
    }
    newest().check(new Configuration());
  }

  /** Returns the rule. */
  Recommend rule() {
    return new Recommend(top);
  }

  /** Returns where the model comes from. */
  NewestModel newest() {
    return new NewestModel(models);
  }
}
