package io.twinstream.api;

import io.twinstream.error.UserError;
import java.util.ServiceLoader;

/**
 * The {@code main} of a twin: {@code spark-submit --class TWIN} runs it as {@code run JOB --engine
 * ENGINE} does.
 */
public interface JobMain {
  /** Runs a job's twin with the options of {@code run} and returns the exit code. */
  int run(Job<?> job, Engine engine, String... args);

  /**
   * Runs a twin of a registered job and returns the exit code.
   *
   * @throws UserError if the commands are not on the class path
   */
  static int execute(String job, Engine engine, String... args) {
    return execute(Jobs.named(job), engine, args);
  }

  /**
   * Runs a twin of a job, which needs no provider, and returns the exit code.
   *
   * @throws UserError if the commands are not on the class path
   */
  static int execute(Job<?> job, Engine engine, String... args) {
    return ServiceLoader.load(JobMain.class)
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "%s: twinstream's application jar is not on the class path"
                        .formatted(job.name())))
        .run(job, engine, args);
  }
}
