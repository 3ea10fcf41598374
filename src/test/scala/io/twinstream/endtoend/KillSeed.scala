package io.twinstream.endtoend

import io.twinstream.endtoend.KillGround.{Recorded, Recordings}
import java.nio.file.{Files, Path}
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import scala.util.control.NonFatal

/** One job with what its seed says: it is killed and started again until its input is over, and perhaps moved
  * to the other engine meanwhile.
  */
final class KillSeed(seed: Long, ground: KillGround) {
  // Neighbouring seeds begin alike.
  private val random = new Random(seed * 2654435761L)
  private val folder = Files.createTempDirectory(ground.folder, s"seed-$seed-")
  private val database = ground.newDatabase()
  private val out = folder.resolve("out")
  private var moments = Seq.empty[String]
  private var moves = 0

  private def oneOf[A](all: A*): A = all(random.nextInt(all.size))

  /** Few are in long runs: the first events are those of a start, the others those of batches. */
  private def someEvent(most: Int): Int = math.exp(random.nextDouble() * math.log(most)).toInt

  def run(): KillOutcome = {
    val isKafka = random.nextInt(3) == 0
    try if (isKafka) fromKafka() else fromRecording(oneOf(Recordings: _*))
    catch { case NonFatal(e) => outcome("broke off", 0, 0, e.toString) }
  }

  private def fromRecording(job: Recorded): KillOutcome = {
    val engine = oneOf("dstream", "structured")
    val sink = oneOf("json", "text", "jdbc")
    val options = job.options ++ ground.modelOf(job.name)
    def command(out: Path, database: Database) =
      Seq("bin/twinstream", "run", job.name, "--engine", engine, "--master", "local[2]") ++
        Seq("--source", s"recording:${ground.recording(job)}", "--sink", to(sink, out, database)) ++ options
    val expected = ground.uninterrupted(s"${job.name} $engine $sink") {
      val (whole, tables) = (folder.resolve("uninterrupted"), ground.newDatabase())
      val result = ground.start(folder, command(whole, tables)).await(KillSeed.LimitSeconds)
      assert(result.exit == 0, result)
      ground.rows(sink, whole, tables)
    }
    val checkpoint = folder.resolve("checkpoint")
    val all = command(out, database) ++ Seq("--checkpoint", checkpoint.toString)
    val says = untilKilled(3 + random.nextInt(5))(ground.start(folder, all), Some(checkpoint)) orElse
      ended(ground.start(folder, all))
    val written = ground.rows(sink, out, database)
    val (lost, twice) = (expected.diff(written), written.diff(expected))
    outcome(
      s"${job.name} on $engine, recording to $sink, ${expected.size} rows",
      lost.size.toLong,
      twice.size.toLong,
      says.getOrElse((lost.take(3).map("lost  " + _) ++ twice.take(3).map("twice " + _)).mkString("\n"))
    )
  }

  private def to(sink: String, out: Path, database: Database): String =
    if (sink == "jdbc") s"${database.url}#${KillGround.Table}" else s"$sink:$out"

  private def fromKafka(): KillOutcome = {
    val first = oneOf("dstream", "structured")
    val job = oneOf(Orders, Votes)
    val store = if (first == "structured") "checkpoint" else oneOf("checkpoint", "group", "table")
    val isMoving = store == "checkpoint" && random.nextBoolean()
    val topic = s"kills-$seed-${folder.getFileName}"
    val lines = job.lines(seed, 1200)
    ground.broker.create(topic, 2)
    for (partition <- 0 to 1) {
      ground.broker.send(
        topic,
        partition,
        lines.zipWithIndex.collect {
          case (line, at) if at % 2 == partition => line
        }: _*
      )
    }
    var at = 0
    var engine = first
    var savepoint = Option.empty[Path]
    def checkpoint = folder.resolve(s"checkpoint-$at")
    def start(more: String*): Bin.Running = ground.start(
      folder,
      Seq("bin/twinstream", "run", job.name, "--engine", engine, "--master", "local[2]") ++
        Seq("--source", s"kafka:${ground.broker.address}/$topic") ++
        Seq("--sink", s"${database.url}#${job.table}", "--batch-interval", "500ms") ++
        (if (engine == "dstream")
           Seq("--max-rate-per-partition", "100", "--conf", "spark.streaming.backpressure.enabled=false")
         else Seq("--max-offsets-per-trigger", "100")) ++
        (if (store == "checkpoint") Seq("--checkpoint", checkpoint.toString)
         else Seq("--offsets", store, "--group", topic)) ++
        savepoint.toSeq.flatMap(from => Seq("--from-savepoint", from.toString)) ++ more
    )
    def watched = if (store == "checkpoint") Some(checkpoint) else None
    def killed(times: Int) = untilKilled(times)(start(), watched)
    val says = killed(2 + random.nextInt(3)) orElse {
      if (isMoving && move(checkpoint, folder.resolve(s"savepoint-$at"))) {
        savepoint = Some(folder.resolve(s"savepoint-$at"))
        at += 1
        engine = if (engine == "dstream") "structured" else "dstream"
        moves += 1
        killed(1 + random.nextInt(3))
      } else None
    } orElse ended(start("--until", "end"))
    job.load(database, lines)
    val (lost, twice) = if (database.exists(job.table)) job.difference(database) else (1L, 0L)
    outcome(
      s"${job.name} on $first, Kafka to jdbc, offsets in the $store${if (isMoving) ", moving" else ""}, " +
        s"${lines.size} lines",
      lost,
      twice,
      says.getOrElse("")
    )
  }

  /** Makes a savepoint, killed before in half of the cases; false where there is no state yet to take. */
  private def move(checkpoint: Path, to: Path): Boolean = {
    val command = Seq("bin/twinstream", "savepoint", checkpoint.toString, "--out", to.toString)
    if (random.nextBoolean()) {
      val places = Files.createDirectories(to.getParent)
      killAt(ground.start(folder, command), places, someEvent(40), "of a savepoint")
    }
    if (Files.exists(to)) true
    else {
      val made = ground.start(folder, command).await(KillSeed.LimitSeconds)
      Files.exists(to) && made.exit == 0
    }
  }

  /** Starts and kills so often, or until one ends by itself; returns what that one said if it failed. */
  private def untilKilled(times: Int)(start: => Bin.Running, checkpoint: Option[Path]): Option[String] = {
    var said = Option.empty[String]
    var left = times
    while (left > 0 && said.isEmpty) {
      val running = start
      left -= 1
      val isAtEvent = checkpoint.nonEmpty && random.nextInt(4) > 0
      val isKilled =
        if (isAtEvent && random.nextInt(4) > 0) {
          val place = checkpoint.get
          Files.createDirectories(place)
          killAt(running, place, someEvent(400), "of the checkpoint")
        } else if (isAtEvent) killAt(running, Files.createDirectories(out), someEvent(100), "of the rows")
        else killAfter(running, random.nextInt(4000).toLong)
      if (!isKilled) {
        left = 0
        val result = running.await(KillSeed.LimitSeconds)
        if (result.exit != 0) said = Some(result.toString)
      }
    }
    said
  }

  /** Kills it at that file event, or where there are not so many, when it has waited long enough; false if it
    * has ended before.
    */
  private def killAt(running: Bin.Running, place: Path, event: Int, of: String): Boolean = {
    val events = new FileEvents(place, event)(running.killNow())
    try {
      val until = System.nanoTime + TimeUnit.SECONDS.toNanos(KillSeed.EventSeconds)
      while (running.isAlive && System.nanoTime < until) pause(20)
      val hasWaited = !events.hasHappened && running.isAlive
      if (hasWaited) running.killNow()
      awaitEnd(running)
      isKilled(running, if (hasWaited) s"${KillSeed.EventSeconds} s" else s"event $event $of")
    } finally events.close()
  }

  private def killAfter(running: Bin.Running, millis: Long): Boolean = {
    while (running.isAlive && !running.err.contains("started")) pause(20)
    val until = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(millis)
    while (running.isAlive && System.nanoTime < until) pause(5)
    running.killNow()
    awaitEnd(running)
    isKilled(running, s"$millis ms")
  }

  private def awaitEnd(running: Bin.Running): Unit = {
    running.await(KillSeed.LimitSeconds)
    ()
  }

  private def isKilled(running: Bin.Running, moment: String): Boolean = {
    val killed = running.await(KillSeed.LimitSeconds).exit == 137
    if (killed) moments :+= moment
    killed
  }

  private def ended(running: Bin.Running): Option[String] = {
    val result = running.await(KillSeed.LimitSeconds)
    if (result.exit == 0) None else Some(result.toString)
  }

  private def outcome(what: String, lost: Long, twice: Long, says: String): KillOutcome =
    KillOutcome(seed, what, moments, moves, lost, twice, says)

  private def pause(millis: Long): Unit = LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis))
}

object KillSeed {
  private val LimitSeconds = 600L

  /** A run that has read everything makes no more file events. */
  private val EventSeconds = 30L
}
