package io.twinstream.faults

import java.util.concurrent.ConcurrentLinkedQueue
import scala.collection.mutable

/** One life of a driver, from its start to its end. */
final class Life(val number: Int) {
  @volatile private var over = false

  private val last = new ConcurrentLinkedQueue[() => Unit]

  /** Whether it was asleep once, taken for dead. */
  @volatile var hasSlept = false

  def isOver: Boolean = over

  /** Does something when this life ends. */
  def atEnd(it: () => Unit): Unit = last.add(it)

  def end(): Unit = {
    over = true
    while (!last.isEmpty) last.poll()()
  }
}

object Life {
  private val ofThread = new ThreadLocal[Life]

  /** The life that does something in this thread; for the threads of an engine the newest. */
  @volatile private var newest = new Life(0)

  def current: Life = Option(ofThread.get).getOrElse(newest)
  def begin(life: Life): Unit = newest = life
  def beginInThisThread(life: Life): Unit = ofThread.set(life)
}

/** Lets the faults of a plan happen, and keeps the history. */
final class Faults(plan: FaultPlan, val history: History) {
  import Fault._

  private val counts = mutable.Map.empty[Seam, Int].withDefaultValue(0)
  @volatile private var isOn = true

  /** From now on all goes well. */
  def stop(): Unit = isOn = false

  /** Throws if this driver has ended: what it still does has no effect. */
  def checkAlive(): Unit = if (Life.current.isOver) throw new DriverEnds

  /** Returns the fault of the next call of the seam, for a seam that does it by itself. */
  def next(seam: Seam): Option[Fault] = synchronized {
    checkAlive()
    val call = counts(seam)
    counts(seam) = call + 1
    val fault = if (isOn) plan.find(seam, call) else None
    fault.foreach(f => history.add(s"!!! call $call of '${seam.name}' ${f.name}"))
    fault
  }

  /** Does something at a seam, with the fault that is planned there.
    *
    * @param half
    *   leaves what is there when the call fails in its middle
    */
  def at[A](seam: Seam, half: => Unit = ())(effect: => A): A = next(seam) match {
    case None              => effect
    case Some(ThrowBefore) => throw new Injected(seam.name)
    case Some(ThrowAfter)  =>
      effect
      throw new Injected(seam.name)
    case Some(Half) =>
      half
      throw new Injected(seam.name)
    case Some(Twice) =>
      effect
      effect
    case Some(Sleeps) =>
      Life.current.hasSlept = true
      Fiber.sleep()
      checkAlive()
      effect
    case Some(EndsBefore) => end()
    case Some(EndsHalf)   =>
      half
      end()
    case Some(EndsAfter) =>
      effect
      end()
  }

  /** Ends this driver. */
  def end(): Nothing = {
    Life.current.end()
    throw new DriverEnds
  }
}
