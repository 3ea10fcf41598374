package io.twinstream.faults

import scala.collection.mutable.ArrayBuffer

/** What was read, written and committed, in order, with the life of the driver that did it. */
final class History {
  private val events = ArrayBuffer.empty[String]

  def add(event: String): Unit = synchronized { events += s"driver ${Life.current.number}: $event"; () }

  override def toString: String = synchronized(events.mkString("\n"))
}
