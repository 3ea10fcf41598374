package io.twinstream.faults

import java.nio.file.{Files, Path}
import java.util.SplittableRandom
import scala.collection.mutable.ArrayBuffer
import scala.collection.JavaConverters._

/** One seed without an engine: what outlives the drivers, and the drivers one after the other or side by side. */
final class World(seed: Long, val pieces: Pieces, val folder: Path, sinks: Seq[String]) {
  val random = new SplittableRandom(seed)
  val setup: Setup = Setup.draw(random, sinks)
  val plan: FaultPlan = FaultPlan.draw(random, seams, 4)
  val history = new History
  val faults = new Faults(plan, history)

  // What outlives a driver, beside the files of `folder`.
  var checkpoint: Option[ClassicCheckpoint] = None
  var log: QueryLog = QueryLog(Vector.empty, 0)

  /** The next batch time. */
  var clock = 1L

  /** Records that come once and were taken. */
  var taken = 0

  // What the model asks.
  val planned = ArrayBuffer.empty[Planning]
  val done = ArrayBuffer.empty[Planning]

  private var lives = 0
  private var attempts = 0L
  private var runs = 0

  private def seams: Seq[Seam] = {
    val ofStore = setup.store match {
      case Setup.Checkpoint => Seq(Seam.checkpoint)
      case _ => Seq(Seam.readOffsets, Seam.commitOffsets)
    }
    Seq(Seam.write, Seam.task, Seam.staged) ++ ofStore ++ Seam.ofCheckpoint ++ Seam.ofSink
  }

  def tick(): Long = {
    clock += 1
    clock - 1
  }

  def attempt(): Long = {
    attempts += 1
    attempts
  }

  def newRun(): String = {
    runs += 1
    s"run$runs"
  }

  /** Returns the id of the run whose checkpoint this is, as the marker has it; then the engine makes its folders.
    */
  def claimed(): String = {
    val id = pieces.claim(this)
    Files.createDirectories(folder.resolve("checkpoint/of-the-engine"))
    id
  }

  def isRead(next: Int): Boolean = next >= setup.records.size

  def offsets(setup: Setup): Offsets = Offsets.InCheckpoint

  /** Runs it to its end; returns what is wrong then. */
  def run(): Seq[String] = FaultFs.use(folder, faults) {
    var drivers = Vector.empty[Driver]
    def start(): Unit = {
      lives += 1
      clock += random.nextInt(3)
      drivers :+= (setup.engine match {
        case Setup.Classic => new ClassicDriver(this, lives)
        case Setup.Query => new QueryDriver(this, lives)
      })
    }
    start()
    var isFinished = false
    while (!isFinished && lives <= World.MostLives) {
      val awake = drivers.filter(driver => !driver.isOver && !driver.isAsleep)
      val asleep = drivers.filter(driver => !driver.isOver && driver.isAsleep)
      if (drivers.last.isOver && drivers.last.isFinished && awake.isEmpty && asleep.isEmpty) isFinished = true
      else if (asleep.nonEmpty && (random.nextInt(8) == 0 || drivers.last.isFinished && awake.isEmpty))
        asleep.foreach(_.wakeUp())
      else if (drivers.last.isOver && !drivers.last.isFinished || drivers.last.isAsleep) start()
      else awake(random.nextInt(awake.size)).step()
    }
    if (isFinished && random.nextBoolean()) { // the newest batch runs again, also after all is done
      faults.stop()
      start()
      while (!drivers.last.isOver) drivers.last.step()
    }
    faults.stop()
    if (isFinished) Model.check(setup, World.rows(setup, folder.resolve("sink")), planned.toSeq, done.toSeq)
    else Seq(s"not done after ${World.MostLives} drivers")
  }

  override def toString: String = s"$setup\nplan:\n${plan.faults.mkString("\n")}\nhistory:\n$history"
}

object World {
  private val MostLives = 20
  private val json = new com.fasterxml.jackson.databind.ObjectMapper
  private val Name = "batch-(\\d+)-([^-.]+).*".r

  private[faults] def list(folder: Path): Seq[Path] =
    if (!Files.exists(folder)) Seq.empty
    else {
      val all = Files.list(folder)
      try all.iterator.asScala.toList.filterNot(_.getFileName.toString.startsWith("."))
      finally all.close()
    }

  /** Reads what a user would find in the sink's folder. */
  def rows(setup: Setup, folder: Path): Seq[Written] = for {
    place <- list(folder)
    Name(batch, run) = place.getFileName.toString
    file <- if (setup.sink == "text") list(place).filterNot(_.getFileName.toString == "_SUCCESS") else Seq(place)
    line <- Files.readAllLines(file).asScala
  } yield
    if (setup.sink == "text") {
      val columns = line.split('\t')
      Written(run, batch.toLong, columns(0), columns(1).toLong)
    } else {
      val row = json.readTree(line)
      Written(run, row.get("batch").asLong, row.get("word").asText, row.get("count").asLong)
    }
}
