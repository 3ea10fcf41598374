package io.twinstream.faults

import scala.collection.immutable.TreeMap
import scala.collection.mutable

/** What Spark Streaming writes into its checkpoint.
  *
  * @param time
  *   of the batch that it was written for
  * @param planned
  *   the batches that are remembered, by their time
  * @param pending
  *   the times of those that are not completed
  * @param next
  *   the first record that no batch has
  */
final case class ClassicCheckpoint(
    time: Long,
    planned: TreeMap[Long, Planning],
    pending: Set[Long],
    next: Int
)

/** A driver of Spark Streaming: `JobGenerator`, `JobScheduler` and `CheckpointWriter` of 3.5.
  *
  *   - Batches are generated while earlier ones run, and run one after the other.
  *   - A checkpoint is written after a batch is generated and after one is completed, by a thread that may be
  *     any time behind.
  *   - After a failed batch the queued and new ones go on until the runner notices; in a graceful stop it
  *     never does.
  *   - A recovered driver runs `pending ++ [checkpoint time, restart)` again, completed or not.
  */
final class ClassicDriver(world: World, number: Int) extends Driver(world, number) {
  private val setup = world.setup
  private val queue = mutable.Queue.empty[Planning]
  private val unwritten = mutable.Queue.empty[ClassicCheckpoint]
  private var planned = TreeMap.empty[Long, Planning]
  private var pending = Set.empty[Long]
  private var next = 0
  private var id = ""
  private var hasFailed = false
  private var isStopping = false
  private var finished = false
  private var started: Started = _

  /** The name of its newest checkpoint file: one of an older batch that comes later has that name too. */
  private var latest = 0L

  override def isFinished: Boolean = finished

  override protected def run(): Unit = {
    val isKept = setup.store != Setup.Checkpoint
    started = if (isKept) world.pieces.startWithoutCheckpoint(world) else world.started()
    id = started.run
    val kept = world.pieces.offsets(world, started.sink)
    val now = world.clock
    begin(kept)
    val gate = world.pieces.gate(
      world,
      started.copy(sink = kept.sink),
      batch => batch < now,
      () => if (!isKept) awaitCheckpoint()
    )
    pause()
    while (!isAtEnd) {
      step(gate, kept)
      pause()
    }
    // A stop of the context waits for the checkpoints that are to be written; a run that failed may be cut off.
    while (unwritten.nonEmpty) writeCheckpoint()
    if (!hasFailed && pending.isEmpty) {
      kept.flush()
      finished = world.isRead(next)
    }
    world.history.add(if (hasFailed) "stops after a failed batch" else "stops")
  }

  private def begin(kept: Offsets): Unit = world.checkpoints.lastOption.map(_._2) match {
    case Some(last) if setup.store == Setup.Checkpoint =>
      world.history.add(s"goes on from the checkpoint of ${last.time}, pending ${last.pending.toSeq.sorted}")
      planned = last.planned
      next = if (setup.isReplayable) last.next else world.taken
      val since = last.time until world.clock
      val again = (last.pending ++ since).toSeq.sorted
      // A batch of records that come once gets what has come since, if anything.
      again.foreach(time =>
        submit(planned.get(time).filter(_ => setup.isReplayable).getOrElse(plan(time, kept)))
      )
    case _ =>
      next = if (setup.isReplayable) kept.load() else world.taken
      world.history.add(s"begins run $id at record $next")
  }

  private def isAtEnd: Boolean = {
    val isDrained = queue.isEmpty
    val notices = hasFailed && !isStopping && world.random.nextInt(3) == 0
    if (hasFailed && isDrained && isStopping) true
    else notices || (isDrained && (isStopping || world.isRead(next)))
  }

  private def step(gate: Gate, kept: Offsets): Unit =
    world.random.nextInt(12) match {
      case 0 if !isStopping =>
        world.history.add("is asked to stop")
        isStopping = true
      case 1 | 2 | 3 | 4 if !isStopping && queue.size < 3 && !world.isRead(next) =>
        kept.commitAll()
        submit(plan(world.tick(), kept))
        snapshot(world.clock - 1)
      case 5 | 6 | 7 if unwritten.nonEmpty => writeCheckpoint()
      case _ if queue.nonEmpty             => runJob(gate, kept)
      case _                               => ()
    }

  /** Takes some of the records that no batch has. */
  private def plan(time: Long, kept: Offsets): Planning = {
    val until = math.min(setup.records.size, next + world.random.nextInt(4))
    val batch = Planning(id, time, next, until)
    next = until
    if (!setup.isReplayable) world.taken = until
    planned += time -> batch
    world.planned += batch
    kept.planned(batch)
    batch
  }

  private def submit(batch: Planning): Unit = {
    pending += batch.batch
    queue.enqueue(batch)
  }

  private def snapshot(time: Long): Unit =
    if (setup.store == Setup.Checkpoint)
      try {
        world.pieces.checkpointing(started)
        unwritten.enqueue(ClassicCheckpoint(time, planned, pending, next))
      } catch { // the generator of batches reports it, and goes on until the runner notices
        case e: Exception =>
          world.history.add(s"no checkpoint of $time: ${e.getMessage}")
          hasFailed = true
      }

  private def writeCheckpoint(): Unit = {
    val newest = unwritten.dequeue()
    try
      world.faults.at(Seam.checkpoint) {
        latest = math.max(latest, newest.time)
        world.checkpoints += latest -> newest
        world.history.add(s"checkpoint of ${newest.time}, pending ${newest.pending.toSeq.sorted}")
      }
    catch { // CheckpointWriter says so in the log, and goes on
      case e: Exception => world.history.add(s"no checkpoint of ${newest.time}: ${e.getMessage}")
    }
  }

  /** Spark writes it in another thread, while the job of the first batch runs. */
  private def awaitCheckpoint(): Unit = {
    while (world.checkpoints.isEmpty && unwritten.nonEmpty) writeCheckpoint()
    if (world.checkpoints.isEmpty) throw new IllegalStateException("no checkpoint could be written")
  }

  private def runJob(gate: Gate, kept: Offsets): Unit = {
    val batch = queue.dequeue()
    val wasAwake = !life.hasSlept
    try {
      kept.running()
      write(gate, batch)
      pending -= batch.batch
      snapshot(batch.batch)
    } catch {
      case e: Exception =>
        world.history.add(s"batch ${batch.batch} failed: ${e.getMessage}")
        hasFailed = true
    }
    // The thread that writes checkpoints had done so before its driver fell asleep.
    if (wasAwake && life.hasSlept) unwritten.clear()
  }
}
