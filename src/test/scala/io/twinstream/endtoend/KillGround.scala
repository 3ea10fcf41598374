package io.twinstream.endtoend

import io.twinstream.migration.scan.Table
import io.twinstream.TempFolder
import io.twinstream.local.feed.generator.{Generators}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger
import scala.collection.JavaConverters._

/** What all seeds of the kills share: servers, inputs, and what an uninterrupted run writes of them. */
final class KillGround(val folder: Path, val broker: Broker, val postgres: Postgres) extends AutoCloseable {
  import KillGround._

  private val inputs = new ConcurrentHashMap[Recorded, Path]
  private val expected = new ConcurrentHashMap[String, Seq[String]]
  private val databases = new AtomicInteger
  private val running = ConcurrentHashMap.newKeySet[Bin.Running]()

  def start(folder: Path, command: Seq[String]): Bin.Running = {
    running.removeIf(!_.isAlive)
    val started = Bin.start(folder, command)
    running.add(started)
    started
  }

  /** Ends what a seed that was broken off has left. */
  override def close(): Unit = running.forEach(_.kill())

  /** Options of jobs with a model: trained once, as that takes as long as the run. */
  def modelOf(job: String): Seq[String] = job match {
    case "fraud-score" => Seq("--model", fraudModel.toString)
    case "recommend"   => Seq("--models", mediaModel.getParent.toString)
    case _             => Seq.empty
  }

  private lazy val fraudModel = trained("fraud-score", folder.resolve("model"))

  private lazy val mediaModel = trained("recommend", folder.resolve("models").resolve("m1"))

  private def trained(job: String, out: Path): Path = {
    val trained = Bin.run(folder, "bin/twinstream", "train", job, "--out", out.toString)
    assert(trained.exit == 0, trained)
    out
  }

  def newDatabase(): Database = postgres.create(s"kills_${databases.incrementAndGet()}")

  def recording(job: Recorded): Path = inputs.computeIfAbsent(
    job,
    _ => {
      var now = 0L
      val lines = Generators.of(job.kind, 7, new Generators.Shares(0.05, 0.02, 0.05), () => now)
      val topics = lines.topics.asScala
      val text = for {
        batch <- 0 until Batches
        record <- 0 until RecordsInBatch
      } yield {
        now = batch * 1000L + record * 1000L / RecordsInBatch
        val line = lines.next()
        val topic = if (topics.size > 1) s"@${topics(line.topic)}" else ""
        s"$now$topic\t${new String(line.bytes, UTF_8)}\n"
      }
      TempFolder.write(folder.resolve(s"${job.name}.recording"), text.mkString)
    }
  )

  /** The rows that a run writes which nobody kills. */
  def uninterrupted(key: String)(run: => Seq[String]): Seq[String] =
    expected.computeIfAbsent(key, _ => run)

  /** The rows of a folder or of a table, without the id of the run. */
  def rows(sink: String, out: Path, database: Database): Seq[String] = sink match {
    case "json" => Rows.in(out).map(_.toString)
    case "text" => text(out)
    case "jdbc" =>
      if (database.exists(Table)) {
        database.query(s"SELECT to_jsonb(t) - 'run' FROM $Table t").map(_.head)
      } else Seq.empty
  }

  private def text(out: Path): Seq[String] = {
    def in(folder: Path, starting: String): Seq[Path] =
      if (!Files.isDirectory(folder)) Seq.empty
      else {
        val files = Files.list(folder)
        try files.iterator.asScala.filter(_.getFileName.toString.startsWith(starting)).toList
        finally files.close()
      }
    for {
      batch <- in(out, "batch-")
      time = batch.getFileName.toString.split("-")(1)
      part <- in(batch, "part-")
      line <- Files.readAllLines(part).asScala
    } yield s"$time: $line"
  }
}

object KillGround {
  val Table = "rows"
  private val Batches = 16
  private val RecordsInBatch = 6

  /** A job, the lines it is given in virtual time, and its options. */
  final case class Recorded(name: String, kind: String, options: Seq[String] = Seq.empty)

  val Recordings: Seq[Recorded] = Seq(
    Recorded("word-count", "words"),
    Recorded("windowed-word-count", "words"),
    Recorded("running-word-count", "words"),
    Recorded("visit-sessions", "visits", Seq("--gap", "3s")),
    Recorded("access-log", "access"),
    Recorded("order-revenue", "orders"),
    Recorded("vote-tally", "votes"),
    Recorded("device-monitor", "devices"),
    Recorded("click-join", "clicks"),
    Recorded("fleet-watch", "fleet"),
    Recorded("fraud-score", "transactions"),
    Recorded("sample-stats", "samples"),
    Recorded("billing", "agents"),
    Recorded("recommend", "plays")
  )
}
