package io.twinstream.migration.move

import io.twinstream.{KeptRows, StateApis, TempFolder, TwinSession}
import io.twinstream.api.{Job => TwinJob}
import io.twinstream.engine.{RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import io.twinstream.migration.inspect.Checkpoints
import io.twinstream.savepoint.{OpenSavepoint, Savepoints}
import java.nio.file.Path
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.Row
import org.scalatest.funsuite.AnyFunSuite

/** What a savepoint has of the state of `transformWithState`. */
class StateVariablesSuite extends AnyFunSuite {

  /** Runs the port over the lines, and looks at its checkpoint. */
  private def state[R](job: TwinJob[R], lines: String, options: String*)(
      body: (String, OpenSavepoint) => Unit
  ): Unit =
    TempFolder.use { folder =>
      val recording = Recording.open(TempFolder.write(folder.resolve("r"), lines), TwinSession.interval)
      val checkpoint: Path = folder.resolve("checkpoint")
      val settings = new RunSettings[R](
        new RecordingSource(recording),
        new KeptRows[R],
        Optional.of(checkpoint.toString),
        TwinSession.interval,
        Until.END
      )
      val port = job.structured(TwinSession.parsed(job, options ++ Seq("--state-api", "transform")))
      StructuredRunner.run(port, settings, TwinSession.session, RunListener.NONE, new StopRequest)
      val out = folder.resolve("savepoint").toString
      SavepointMaker
        .of(checkpoint.toString, new Configuration)
        .write(out, Optional.empty(), TwinSession.session)
      body(
        Checkpoints.read(checkpoint.toString, new Configuration).text,
        Savepoints.read(TwinSession.session, out)
      )
    }

  private val operator = "transformWithStateExec-0"

  if (StateApis.all.contains("transform")) {
    test("a variable is a state of the savepoint, the only one without timers") {
      state(RunningWordCountJob.JOB, "0\ta b a\n1000\ta ~b\n") { (inspected, savepoint) =>
        assert(inspected.contains("keeps total (ValueState)"), inspected)
        assert(savepoint.state(s"$operator-total").collect.toSeq == Seq(Row("a", 3L)))
        assert(savepoint.state.count == 1)
      }
    }

    test("timers are a state of their own") {
      val visits = "500\t500\ta\t/\n1500\t1500\tb\t/\n1600\t1600\tb\t/\n"
      state(VisitSessionsJob.JOB, visits, "--gap", "3s", "--lateness", "1ms") { (inspected, savepoint) =>
        assert(inspected.contains("keeps session (ValueState), timers"), inspected)
        val sessions = savepoint.state(s"$operator-session")
        assert(
          sessions.select("key", "state.start", "state.end", "state.visits").collect.toSet ==
            Set(Row("a", 500L, 500L, 1L), Row("b", 1500L, 1600L, 2L))
        )
        val timers = savepoint.state(s"$operator-timers").collect
        assert(timers.toSet == Set(Row("a", 3501L), Row("b", 4601L)))
      }
    }
  }
}
