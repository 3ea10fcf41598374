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

  /** Ends the process with that exit code; in an application master of YARN, the application. */
  void end(int exitCode);

  /**
   * Runs a twin of a registered job and ends with its exit code.
   *
   * @throws UserError if the commands are not on the class path
   */
  static void main(String job, Engine engine, String... args) {
    main(Jobs.named(job), engine, args);
  }

  /**
   * Runs a twin of a job, which needs no provider, and ends with its exit code.
   *
   * @throws UserError if the commands are not on the class path
   */
  static void main(Job<?> job, Engine engine, String... args) {
    JobMain commands = commands(job);
    commands.end(commands.run(job, engine, args));
  }

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
    return commands(job).run(job, engine, args);
  }

  private static JobMain commands(Job<?> job) {
    return ServiceLoader.load(JobMain.class)
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "%s: twinstream's application jar is not on the class path"
                        .formatted(job.name())));
  }
}
