package io.twinstream

import io.twinstream.migration.compare.Comparison
import io.twinstream.api.{Job, JobOptions, StructuredTwin}
import io.twinstream.cli.Commands
import io.twinstream.engine.Sessions
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.time.Duration
import org.apache.spark.sql.SparkSession
import scala.collection.JavaConverters._

/** One Spark session in virtual time for all suites of the twin tier. */
object TwinSession {
  val interval: Duration = Duration.ofSeconds(1)

  lazy val session: SparkSession = TempFolder.use { folder =>
    val any = Recording.open(TempFolder.write(folder.resolve("any"), ""), interval)
    Sessions.open("twinstream tests", Map("spark.master" -> "local[2]").asJava, new RecordingSource(any))
  }

  /** Runs both twins over batches of lines and compares them; the rows are in that folder. */
  def compare[R](
      job: Job[R],
      batches: Seq[Seq[String]],
      folder: Path,
      options: Seq[String] = Seq.empty,
      port: Option[StructuredTwin[R]] = None
  ): Comparison.Result = compareTopics(job, batches.map(_.map("" -> _)), folder, options, port)

  /** The same with batches of records, each with its topic. */
  def compareTopics[R](
      job: Job[R],
      batches: Seq[Seq[(String, String)]],
      folder: Path,
      options: Seq[String] = Seq.empty,
      port: Option[StructuredTwin[R]] = None
  ): Comparison.Result = {
    val lines = for {
      (batch, k) <- batches.zipWithIndex
      (topic, line) <- batch
    } yield s"${k * interval.toMillis}${if (topic.isEmpty) "" else s"@$topic"}\t$line\n"
    compareRecording(job, lines.mkString, folder, options, port)
  }

  /** The same with the text of a recording. */
  def compareRecording[R](
      job: Job[R],
      text: String,
      folder: Path,
      options: Seq[String] = Seq.empty,
      port: Option[StructuredTwin[R]] = None
  ): Comparison.Result = {
    val recording = Recording.open(TempFolder.write(folder.resolve("input.recording"), text), interval)
    val jobOptions = parsed(job, options)
    jobOptions.check(interval)
    val twins =
      new Comparison.Twins(job.dstream(jobOptions), port.getOrElse(job.structured(jobOptions)))
    Comparison.run(job, jobOptions, twins, recording, session, folder, (_: Any, _: Any) => ())
  }

  /** A job's own options as they are read from a command line. */
  def parsed(job: Job[_], options: Seq[String]): JobOptions = {
    val jobOptions = job.newOptions
    if (!jobOptions.isInstanceOf[JobOptions.None]) Commands.of(jobOptions).parseArgs(options: _*)
    jobOptions
  }
}
