package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobMain;

/** Runs a twin's {@code main} as {@code run JOB --engine ENGINE}. */
public final class JobLauncher implements JobMain {
  @Override
  public int run(Job<?> job, Engine engine, String... args) {
    return RunCommand.execute(job, engine, args);
  }

  @Override
  public void end(int exitCode) {
    DriverExit.with(exitCode);
  }
}
