package io.twinstream.faults

import scala.collection.mutable.ArrayBuffer

/** What was read, written and committed, in order, with the life of the driver that did it. */
final class History {
  private val events = ArrayBuffer.empty[String]
  private val written = ArrayBuffer.empty[Call]

  def add(event: String): Unit = synchronized { events += s"driver ${Life.current.number}: $event"; () }

  /** Does a write of the sink and keeps what came of it. */
  def write[A](batch: Long)(effect: => A): A = {
    val call = new Call(Life.current.number, batch)
    synchronized { written += call; () }
    val result =
      try effect
      catch {
        case e: Exception =>
          call.outcome = "failed"
          throw e
      }
    call.outcome = "done"
    add(s"batch $batch is written")
    result
  }

  /** The writes of the sink, in the order in which they began. */
  def writes: Seq[Call] = synchronized(written.toList)

  override def toString: String = synchronized(events.mkString("\n"))
}

/** A write of the sink: done, failed, or cut off by the end of its driver. */
final class Call(val life: Int, val batch: Long) {
  @volatile var outcome = "cut off"
}

/** In what order an engine writes batches: how each write follows the one before it. The stand-ins for the
  * engines must know every move that the engines make.
  */
object Moves {

  /** @param interval
    *   of two batches that follow each other
    */
  def of(writes: Seq[Call], interval: Long): Set[String] =
    writes
      .zip(writes.drop(1))
      .map { case (before, after) =>
        val step = (after.batch - before.batch) / interval match {
          case 0          => "the same batch"
          case 1          => "the next batch"
          case n if n > 1 => "a later batch"
          case _          => "an earlier batch"
        }
        val who = if (before.life == after.life) "the driver" else "a new driver"
        s"after a write that was ${before.outcome}, $who writes $step"
      }
      .toSet
}
