package io.twinstream.faults

import java.util.concurrent.Semaphore

/** A thread that runs only when it is told to, and until it gives the turn back: several drivers side by
  * side, and every run of a seed the same.
  */
final class Fiber(body: => Unit) {
  private val turn = new Semaphore(0)
  private val back = new Semaphore(0)
  @volatile private var done = false
  @volatile private var asleep = false
  @volatile private var failure: Option[Throwable] = None

  private val thread = new Thread(
    () => {
      Fiber.current.set(this)
      turn.acquireUninterruptibly()
      try body
      catch {
        case t: Throwable => failure = Some(t)
      } finally {
        done = true
        back.release()
      }
    },
    "fiber"
  )
  thread.setDaemon(true)
  thread.start()

  def isDone: Boolean = done
  def isAsleep: Boolean = asleep
  def wakeUp(): Unit = asleep = false

  /** Gives it the turn; returns when it gives the turn back.
    *
    * @throws Throwable
    *   what it ended with
    */
  def resume(): Unit = {
    turn.release()
    back.acquireUninterruptibly()
    failure.foreach(throw _)
  }

  private def giveBack(): Unit = {
    back.release()
    turn.acquireUninterruptibly()
  }
}

object Fiber {
  private val current = new ThreadLocal[Fiber]

  /** Gives the turn back. */
  def pause(): Unit = current.get.giveBack()

  /** Gives the turn back until somebody wakes it up; elsewhere than in a fiber nothing happens. */
  def sleep(): Unit = Option(current.get).foreach { fiber =>
    fiber.asleep = true
    fiber.giveBack()
  }
}
