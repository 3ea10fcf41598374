package io.twinstream.watch

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.{BatchRows, Engine, Job, Sink}
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import io.twinstream.internals.{MetricsSource, StateSize}
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import java.util.Optional
import java.util.function.Supplier
import org.apache.spark.SparkEnv
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable

/** The figures of jobs on both engines, in virtual time. */
class RunFiguresSuite extends AnyFunSuite {

  /** Runs a job; returns its figures, and what the engine knew of its state behind the last batch. */
  private def run[R](
      job: Job[R],
      engine: Engine,
      lines: String,
      sink: Sink[R]
  ): (RunStatus, Option[StateSize]) =
    TempFolder.use { folder =>
      val source = new RecordingSource(
        Recording.open(TempFolder.write(folder.resolve("r"), lines), TwinSession.interval)
      )
      val checkpoint = Optional.of(folder.resolve("checkpoint").toString)
      val settings = new RunSettings[R](source, sink, checkpoint, TwinSession.interval, Until.END)
      val options = TwinSession.parsed(job, Seq.empty)
      val figures = new RunFigures(Optional.empty(), () => 0L)
      val states = mutable.Buffer.empty[StateSize]
      val asking = new RunListener {
        private var ask: Supplier[Optional[StateSize]] = () => Optional.empty()
        override def stateOf(state: Supplier[Optional[StateSize]]): Unit = ask = state
        override def batchCompleted(batch: RunListener.Batch): Unit = {
          val known = if (batch.state.isPresent) batch.state else ask.get
          known.ifPresent(size => { states += size; () })
        }
      }
      val listener = RunListener.of(figures, asking)
      val stop = new StopRequest
      if (engine == Engine.DSTREAM)
        DStreamRunner.run(job.dstream(options), settings, TwinSession.session, listener, stop)
      else StructuredRunner.run(job.structured(options), settings, TwinSession.session, listener, stop)
      figures.close()
      (figures.status, states.lastOption)
    }

  /** Computes the rows and reads one of them. */
  private final class ReadsOne[R] extends Sink[R] {
    override def write(rows: BatchRows[R], batch: Long): Unit = {
      rows.map((part, _) => if (part.hasNext) part.next().hashCode else 0)
      ()
    }
  }

  private final class ReadsNone[R] extends Sink[R] {
    override def write(rows: BatchRows[R], batch: Long): Unit = ()
  }

  /** The last batch is empty: what is stored of a batch is known a moment after its end. */
  private val words = (0 until 6).map(k => s"${1000 * k}\tsame w$k\n").mkString + "6500 end\n"

  for (engine <- Engine.values) {
    test(s"$engine: records in, rows out and the size of the state") {
      val (status, state) = run(RunningWordCountJob.JOB, engine, words, new ReadsOne)
      assert((status.batches, status.rowsIn) == ((7L, 6L)))
      // Each batch has two words of which a total is written; a sink that reads one was given both.
      assert(status.rowsOut == 12)
      assert(state.map(_.rows).contains(7L), state) // "same" and w0 to w5
      assert(state.exists(_.bytes > 0), state)
      assert(status.deadLetters == 0 && status.dropped == 0 && status.phase == RunStatus.Phase.STOPPING)
    }
  }

  test("dstream: the size of the state of mapWithState") {
    val visits = (0 until 4).map(k => s"${1000 * k}\t${1000 * k}\tu$k\t/page\n").mkString
    val (_, state) = run(VisitSessionsJob.JOB, Engine.DSTREAM, visits, new ReadsOne)
    assert(state.exists(size => size.rows > 0 && size.bytes > 0), state)
  }

  for (engine <- Engine.values)
    test(s"$engine: a sink that asks for no row was given none") {
      val (silent, _) = run(RunningWordCountJob.JOB, engine, words, new ReadsNone)
      assert((silent.batches, silent.rowsOut) == ((7L, 0L)))
    }

  test(
    "what is registered with Spark shows among its metrics, also what comes later, until it is taken away"
  ) {
    TwinSession.session
    val figures = new RunFigures(Optional.empty(), () => 0L)
    val spark = new SparkMetrics(figures)
    val source = MetricsSource.register("twinstream", spark.registry)
    val field = SparkEnv.get.metricsSystem.getClass.getDeclaredField("registry")
    field.setAccessible(true)
    val all = field.get(SparkEnv.get.metricsSystem).asInstanceOf[com.codahale.metrics.MetricRegistry]
    def ours: Int = all.getNames.toArray.count(_.toString.contains(".driver.twinstream."))
    assert(ours == Metric.values.length, all.getNames)
    spark.registry.register("lag_records.orders.0", new com.codahale.metrics.Counter)
    assert(ours == Metric.values.length + 1)
    source.close()
    assert(ours == 0, all.getNames)
  }
}
