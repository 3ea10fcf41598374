package io.twinstream.cli

import io.twinstream.api.Job
import java.io.PrintWriter
import picocli.CommandLine

/** The command `run JOB`, for tests that are not of this package. */
object RunOf {
  def apply(job: Job[_], err: PrintWriter): CommandLine =
    Commands.configured(RunCommand.of(job)).setErr(err)
}
