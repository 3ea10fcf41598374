package io.twinstream.faults

import io.twinstream.ends.OpenSinks
import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.{Engine, Job}
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.recovery.{CheckpointMarker, Epoch}
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.{Files, Path}
import java.util.{Collections, Optional, SplittableRandom}
import scala.collection.JavaConverters._

/** One seed with a real engine in virtual time: a job over a small recording, into files, from a checkpoint;
  * its drivers end as the plan says, and a new one starts on the same folders.
  */
final class EngineWorld(seed: Long, folder: Path) {
  private val random = new SplittableRandom(seed)
  val engine: Engine = Engine.values()(random.nextInt(Engine.values.length))
  private val model = EngineModel.all(random.nextInt(EngineModel.all.size))
  private val kind = if (random.nextBoolean()) "json" else "text"
  private val batches = model.input(random)
  private val plan = FaultPlan.draw(
    random,
    Seq(Seam.write, Seam.write, Seam.staged) ++ Seam.ofSink ++ Seam.ofCheckpoint.map(s =>
      s.copy(calls = 4 * s.calls)
    ),
    4
  )
  private val stopAt = Seq.fill(random.nextInt(2))(EngineModel.time(random.nextInt(batches.size)))
  val history = new History
  private val faults = new Faults(plan, history)
  private val hadoop = TwinSession.session.sparkContext.hadoopConfiguration

  private val recording = TempFolder.write(
    folder.resolve("input.recording"),
    (for ((batch, k) <- batches.zipWithIndex; line <- batch) yield s"${1000L * k}\t$line\n").mkString
  )

  /** Runs it to its end; returns what is wrong then. */
  def run(): Seq[String] = {
    hadoop.set(FaultAbstractFs.Setting, classOf[FaultAbstractFs].getName)
    FaultFs.use(folder, faults) {
      var lives = 1
      while (lives <= EngineWorld.MostLives && !drivesToTheEnd(lives)) lives += 1
      faults.stop()
      if (lives > EngineWorld.MostLives) Seq(s"not done after ${EngineWorld.MostLives} drivers")
      else {
        if (random.nextBoolean()) drivesToTheEnd(lives + 1) // again when all is done
        model.check(batches, found())
      }
    }
  }

  /** Runs a driver; tells whether it read all there is and ended well. */
  private def drivesToTheEnd(number: Int): Boolean = {
    val life = new Life(number)
    Life.begin(life)
    history.add("starts")
    try {
      val wasStopped = drive(model.job, number)
      history.add(if (wasStopped) "was asked to stop" else "ends well")
      !wasStopped && !life.isOver
    } catch {
      case e @ (_: Exception | _: DriverEnds) =>
        history.add(s"ends with: ${e.getMessage}")
        false
    } finally life.end()
  }

  private def drive[R](job: Job[R], number: Int): Boolean = {
    val checkpoint = FaultFs.uri(folder.resolve("checkpoint"))
    val marker = CheckpointMarker.of(
      checkpoint,
      job.name,
      engine,
      Collections.emptyMap[String, String],
      hadoop
    )
    val files = OpenSinks.parse[R](
      s"$kind:${FaultFs.uri(folder.resolve("sink"))}",
      new RowFormat(job.keyColumns, job.valueColumns),
      marker.runId
    )
    files.check()
    marker.claim(checkpoint, hadoop)
    val sink = new FaultySink[R](files, faults)
    val settings = new RunSettings[R](
      new RecordingSource(Recording.open(recording, TwinSession.interval)),
      sink,
      sink,
      Optional.of(checkpoint),
      Epoch.begin(checkpoint, hadoop),
      TwinSession.interval,
      Until.END
    )
    val stop = new StopRequest
    @volatile var isStopped = false
    val listener = new RunListener {
      override def batchCompleted(batch: RunListener.Batch): Unit =
        if (
          number <= stopAt.size && batch.batch >= stopAt(number - 1) && batch.batch < EngineModel.time(
            batches.size - 1
          )
        ) {
          isStopped = true
          stop.request()
        }
    }
    val options = TwinSession.parsed(job, model.options)
    engine match {
      case Engine.DSTREAM =>
        DStreamRunner.run(job.dstream(options), settings, TwinSession.session, listener, stop)
      case _ =>
        StructuredRunner.run(job.structured(options), settings, TwinSession.session, listener, stop)
    }
    isStopped
  }

  private def found(): Seq[FoundRow] = {
    val columns = new RowFormat(model.job.keyColumns, model.job.valueColumns).columns.asScala
    for {
      place <- SinkPlace.list(folder.resolve("sink"))
      file <-
        if (kind == "text") SinkPlace.list(place).filterNot(_.getFileName.toString == "_SUCCESS")
        else Seq(place)
      line <- Files.readAllLines(file).asScala
    } yield
      if (kind == "text")
        FoundRow(place.getFileName.toString.split('-')(1).toLong, line.split("\t", -1).toSeq)
      else {
        val row = EngineWorld.json.readTree(line)
        FoundRow(row.get("batch").asLong, columns.map(column => row.get(column).asText).toSeq)
      }
  }

  override def toString: String =
    s"${model.job.name} on $engine, sink $kind, batches ${batches.map(_.mkString("[", "; ", "]")).mkString(" ")}, " +
      s"stops at ${stopAt.mkString(", ")}\nplan:\n${plan.faults.mkString("\n")}\nhistory:\n$history"
}

object EngineWorld {
  private val MostLives = 10
  private val json = new ObjectMapper
}

/** A sink whose writes meet faults. */
final class FaultySink[R](rows: Sink[R], faults: Faults) extends Sink[R] {
  override def check(): Unit = rows.check()

  override def write(batchRows: BatchRows[R], batch: Long): Unit = {
    val staged = new BatchRows[R] {
      override def map[M](function: BatchRows.PartitionFunction[R, M]): java.util.List[M] = {
        val results = batchRows.map(function)
        faults.at(Seam.staged)(())
        results
      }
    }
    faults.history.add(s"write batch $batch")
    faults.history.write(batch)(faults.at(Seam.write)(rows.write(staged, batch)))
  }
}
