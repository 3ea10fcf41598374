package io.twinstream.engine

import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.api.BatchRows
import io.twinstream.api.RowFormat
import io.twinstream.api.Sink
import io.twinstream.ends.Computed
import io.twinstream.ends.WordRows
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.jobs.wordcount.CountedWord

import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.io.ByteArrayOutputStream
import java.nio.file.Path
import java.util.Optional
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.scalatest.funsuite.AnyFunSuite
import wrong.sink.TakingConsole

/** Every partition of a batch is computed to its end, whatever the sink takes of it: a state store commits
  * only then.
  */
class SinkWriterSuite extends AnyFunSuite {
  private def computed(write: JavaRDD[CountedWord] => Unit): Long =
    Computed.rows(JavaSparkContext.fromSparkContext(TwinSession.session.sparkContext), write)

  private def computed(sink: Sink[CountedWord]): Long = computed(SinkWriter.write(sink, _, 1000))

  /** What `console` prints is not for the log of the tests. */
  private def silently[A](work: => A): A = {
    val out = System.out
    System.setOut(new java.io.PrintStream(new ByteArrayOutputStream, true, "UTF-8"))
    try work
    finally System.setOut(out)
  }

  for (spec <- Seq("console", "json", "text"))
    test(s"$spec: every partition is computed, and once") {
      TempFolder.use { folder =>
        val sink =
          OpenSinks
            .parse[CountedWord](if (spec == "console") spec else s"$spec:$folder", WordRows.format, "r")
        assert(silently(computed(sink)) == 200)
      }
    }

  test("a sink that asks for no rows") {
    assert(computed(new Sink[CountedWord] {
      override def write(rows: BatchRows[CountedWord], batch: Long): Unit = ()
    }) == 200)
  }

  test("what takes the first rows alone is found") {
    assert(computed(rows => { TakingConsole.first(rows); () }) < 200)
  }

  test("a port with state goes on after a micro-batch of more rows than console shows") {
    TempFolder.use { folder =>
      val lines = for (batch <- 0 until 3; word <- 1 to 200) yield s"${batch * 1000}\tw$word\n"
      val job = RunningWordCountJob.JOB
      val totals = new RowFormat(job.keyColumns, job.valueColumns)
      assert(run(TempFolder.write(folder.resolve("r"), lines.mkString), totals).batches == 3)
    }
  }

  private def run(file: Path, format: RowFormat): RunReport = {
    val job = RunningWordCountJob.JOB
    val settings = new RunSettings[CountedWord](
      new RecordingSource(Recording.open(file, TwinSession.interval)),
      OpenSinks.parse("console", format, "r"),
      Optional.empty[String],
      TwinSession.interval,
      Until.END
    )
    val port = job.structured(TwinSession.parsed(job, Seq.empty))
    silently(StructuredRunner.run(port, settings, TwinSession.session, RunListener.NONE, new StopRequest))
  }
}
