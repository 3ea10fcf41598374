package io.twinstream.engine

import io.twinstream.api.Rejection
import io.twinstream.jobs.accesslog.AccessLogJob
import io.twinstream.jobs.billing.BillingJob
import io.twinstream.jobs.clickjoin.ClickJoinJob
import io.twinstream.jobs.devicemonitor.DeviceMonitorJob
import io.twinstream.jobs.fleetwatch.FleetWatchJob
import io.twinstream.jobs.orderrevenue.OrderRevenueJob
import io.twinstream.jobs.recommend.RecommendJob
import io.twinstream.jobs.samplestats.SampleStatsJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import io.twinstream.jobs.votetally.VoteTallyJob
import io.twinstream.api.Engine
import io.twinstream.api.Job
import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{EndToEnd, LongRun, TempFolder, TwinSession}
import io.twinstream.endtoend.Broker
import io.twinstream.error.UserError
import io.twinstream.jobs.devicemonitor.DeviceReport
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.kafka.DeadLetters
import io.twinstream.ends.kafka.{KafkaAddress, KafkaClientSettings}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.CopyOnWriteArrayList
import org.apache.spark.sql.SparkSession
import org.scalatest.{BeforeAndAfterAll, Tag}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Each record that a job cannot read is a dead letter once, however many branches the job has. */
@EndToEnd
class DeadLettersEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private lazy val session: SparkSession = TempFolder.use { folder =>
    val any = new RecordingSource(
      Recording.open(TempFolder.write(folder.resolve("any"), ""), TwinSession.interval)
    )
    Sessions.open("twinstream letter tests", Map("spark.master" -> "local[2]").asJava, any)
  }

  override def afterAll(): Unit = session.stop()

  private val json = new ObjectMapper
  private val batches = 6

  private def letters(topic: String, rejection: Rejection): DeadLetters = {
    val letters =
      new DeadLetters(
        KafkaAddress.parse(s"kafka:${broker.address}/$topic"),
        KafkaClientSettings.NONE,
        rejection
      )
    letters.check()
    letters
  }

  /** The offsets of the letters, in the order of the topic. */
  private def offsets(topic: String): Seq[Long] =
    broker.values(topic).map(json.readTree(_).get("offset").asLong)

  private val nowhere = new Sink[Any] {
    override def write(rows: BatchRows[Any], batch: Long): Unit = ()
  }

  private def run[R](
      job: Job[R],
      engine: Engine,
      folder: Path,
      to: DeadLetters,
      options: Seq[String],
      sink: Sink[R]
  ): Unit = {
    val lines = (0 until batches).map(k => s"${1000 * k}\tbad,,,$k\n${1000 * k}\tworse,,,$k\n")
    val recording =
      Recording.open(TempFolder.write(folder.resolve("r"), lines.mkString), TwinSession.interval)
    val settings = new RunSettings[R](
      new RecordingSource(recording),
      sink,
      Optional.of(folder.resolve("checkpoint").toString),
      TwinSession.interval,
      Until.END
    ).withLetters(Optional.of(to))
    val parsed = TwinSession.parsed(job, options)
    if (engine == Engine.DSTREAM)
      DStreamRunner.run(job.dstream(parsed), settings, session, RunListener.NONE, new StopRequest)
    else
      StructuredRunner.run(
        job.structured(parsed),
        settings,
        session,
        RunListener.NONE,
        new StopRequest
      )
    ()
  }

  private val windows = Seq("--window", "4s", "--slide", "2s")
  private val cases: Seq[(Job[_], Seq[String], Seq[Tag])] = Seq(
    (DeviceMonitorJob.JOB, windows, Seq.empty),
    (ClickJoinJob.JOB, windows, Seq.empty),
    (ClickJoinJob.JOB, Seq("--within", "batch"), Seq(LongRun)),
    (AccessLogJob.JOB, Seq.empty, Seq(LongRun)),
    (FleetWatchJob.JOB, Seq.empty, Seq(LongRun)),
    (OrderRevenueJob.JOB, Seq.empty, Seq(LongRun)),
    (RecommendJob.JOB, Seq.empty, Seq(LongRun)),
    (SampleStatsJob.JOB, Seq.empty, Seq(LongRun)),
    (BillingJob.JOB, Seq.empty, Seq(LongRun)),
    (VisitSessionsJob.JOB, Seq.empty, Seq(LongRun)),
    (VoteTallyJob.JOB, Seq.empty, Seq(LongRun))
  )

  private def runJob[R](
      job: Job[R],
      engine: Engine,
      folder: Path,
      topic: String,
      options: Seq[String]
  ): Unit =
    run(
      job,
      engine,
      folder,
      letters(topic, job.rejection(TwinSession.parsed(job, options))),
      options,
      nowhere.asInstanceOf[Sink[R]]
    )

  for ((job, options, tags) <- cases; engine <- Engine.values)
    test(s"${job.name} ${options.mkString(" ")} on $engine", tags: _*) {
      TempFolder.use { folder =>
        val topic = s"letters-${job.name}-${options.size}-$engine"
        runJob(job, engine, folder, topic, options)
        assert(offsets(topic).sorted == (0 until 2 * batches).map(_.toLong))
      }
    }

  test("no rows are written of a batch whose letters were not sent, nor of a later one") {
    TempFolder.use { folder =>
      val written = new CopyOnWriteArrayList[Long]
      val sink = new Sink[DeviceReport] {
        override def write(rows: BatchRows[DeviceReport], batch: Long): Unit = { written.add(batch); () }
      }
      // The topic refuses every record without a key, and letters have none.
      broker.create("compacted", 1, Map("cleanup.policy" -> "compact"))
      val job = DeviceMonitorJob.JOB
      val refused = intercept[UserError](
        run(
          job,
          Engine.DSTREAM,
          folder,
          letters("compacted", job.rejection(TwinSession.parsed(job, windows))),
          windows,
          sink
        )
      )
      assert(refused.getMessage.contains("a record was refused"), refused.getMessage)
      assert(written.isEmpty)
    }
  }
}
