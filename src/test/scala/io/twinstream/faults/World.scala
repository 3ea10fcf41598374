package io.twinstream.faults

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Sink
import java.nio.file.{Files, Path}
import java.util.SplittableRandom
import java.util.concurrent.atomic.AtomicLong
import scala.collection.immutable.TreeMap
import scala.collection.mutable.ArrayBuffer

/** One seed without an engine: what outlives the drivers, and the drivers one after the other or side by
  * side.
  */
final class World(
    seed: Long,
    val pieces: Pieces,
    val folder: Path,
    places: Seq[SinkPlace],
    draw: (SplittableRandom, Seq[String]) => Setup = Setup.draw,
    driver: (World, Int) => Driver = World.driver,
    sleeps: Boolean = true
) {
  val random = new SplittableRandom(seed)
  val setup: Setup = draw(random, places.map(_.kind))
  val plan: FaultPlan =
    FaultPlan(FaultPlan.draw(random, seams, 4).faults.filter(mayHappen))
  val history = new History
  val faults = new Faults(plan, history)

  // What outlives a driver, beside the files of `folder`.
  /** By the times in their files' names. */
  var checkpoints: TreeMap[Long, ClassicCheckpoint] = TreeMap.empty
  var log: QueryLog = QueryLog(Vector.empty, 0)

  /** The next batch time. */
  var clock = 1L

  /** Records that come once and were taken. */
  var taken = 0

  /** What a consumer group has committed. */
  var group: Option[Long] = None

  /** A name that no other seed has. */
  val name: String = s"seed_${seed.toString.replace('-', '_')}_${World.worlds.incrementAndGet()}"

  val letterTopic: String = s"$name-letters"

  private val place = places.find(_.kind == setup.sink).get
  val sinkSpec: String = place.spec(this)

  def check(sink: Sink[CountedWord]): Unit = place.check(sink)

  // What the model asks.
  val planned = ArrayBuffer.empty[Planning]
  val begun = ArrayBuffer.empty[Planning]
  val done = ArrayBuffer.empty[Planning]

  /** What a driver found to be wrong by itself. */
  val wrong = ArrayBuffer.empty[String]

  private var lives = 0
  private var attempts = 0L
  private var runs = 0

  /** Of two consumers in one group Kafka serves one, and refuses what the other commits. */
  private def mayHappen(planned: Planned): Boolean =
    planned.fault != Fault.Sleeps || (sleeps && setup.store != Setup.Group)

  private def seams: Seq[Seam] = {
    val ofStore = setup.store match {
      case Setup.Checkpoint => Seq(Seam.checkpoint) ++ Seam.ofCheckpoint
      case _                => Seq(Seam.readOffsets, Seam.commitOffsets)
    }
    Seq(Seam.write, Seam.task, Seam.staged) ++ ofStore ++ places.find(_.kind == setup.sink).get.seams
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

  /** A driver takes the checkpoint's folder; then the engine makes its folders there. */
  def started(): Started = {
    val started = pieces.start(this)
    Files.createDirectories(folder.resolve("checkpoint/of-the-engine"))
    started
  }

  def isRead(next: Int): Boolean = next >= setup.records.size

  /** Runs it to its end; returns what is wrong then. */
  def run(): Seq[String] =
    FaultFs.use(folder, faults)(FaultSockets.use(faults)(FaultBroker.use(faults, random)(runDrivers())))

  private def runDrivers(): Seq[String] = {
    var drivers = Vector.empty[Driver]
    def start(): Unit = {
      lives += 1
      clock += random.nextInt(3)
      drivers :+= driver(this, lives)
    }
    start()
    var isFinished = false
    while (!isFinished && wrong.isEmpty && lives <= World.MostLives) {
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
      // It may read on from an older checkpoint, and be asked to stop before it has read all.
      while (!drivers.last.isOver || !drivers.last.isFinished && lives <= World.MostLives)
        if (drivers.last.isOver) start() else drivers.last.step()
    }
    faults.stop()
    val rows = place.rows(this)
    if (wrong.nonEmpty) wrong.toSeq
    else if (isFinished) Model.check(setup, rows, planned.toSeq, done.toSeq) ++ wrongLetters
    else Seq(s"not done after ${World.MostLives} drivers")
  }

  private def wrongLetters: Seq[String] =
    if (setup.hasLetters)
      Model.checkLetters(setup, SinkPlace.Kafka.letters(this), begun.toSeq, done.toSeq, plan.faults.isEmpty)
    else Seq.empty

  override def toString: String = s"$setup\nplan:\n${plan.faults.mkString("\n")}\nhistory:\n$history"
}

object World {
  private val MostLives = 20
  private val worlds = new AtomicLong

  private def driver(world: World, number: Int): Driver = world.setup.engine match {
    case Setup.Classic => new ClassicDriver(world, number)
    case Setup.Query   => new QueryDriver(world, number)
  }
}
