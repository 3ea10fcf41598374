package io.twinstream.endtoend

import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.apache.kafka.clients.producer.Producer

/** What the suites with faults of machines and networks have in common. */
object Faults {

  /** For how long a fault lasts, which is a time. */
  def lastFor(millis: Long): Unit = {
    val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(millis)
    while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
  }

  /** Lines that come one after the other until it is closed, which waits until all are acknowledged. */
  final class Feeder(
      producer: Producer[Array[Byte], Array[Byte]],
      topic: String,
      line: () => String
  ) extends AutoCloseable {
    private val perSecond = 200
    private val lines = Seq.newBuilder[String]
    @volatile private var isStopped = false

    private val thread = new Thread(() => feed(), s"feeder of $topic")
    thread.setDaemon(true)
    thread.start()

    private def feed(): Unit = {
      var sent = 0
      while (!isStopped) {
        val next = line()
        lines += next
        producer.send(Broker.record(topic, sent % 2, next))
        sent += 1
        lastFor(1000L / perSecond)
      }
    }

    override def close(): Unit = {
      isStopped = true
      thread.join()
      producer.close()
    }

    /** All that were sent; after it is closed. */
    def sent: Seq[String] = lines.result()
  }

  /** A driver that has started; one that found no server in its ten seconds, on a busy machine, is started
    * again.
    */
  def started(start: () => Bin.Running): Bin.Running = {
    var running = start()
    var tries = 1
    while (!running.err.contains("started;")) {
      if (!running.isAlive) {
        val result = running.await()
        assert(tries < 5 && result.err.contains("no broker answers"), result)
        tries += 1
        running = start()
      }
      lastFor(100)
    }
    running
  }

  /** A driver that is started again when it ends, as an orchestrator does. */
  final class Supervised(start: () => Bin.Running) extends AutoCloseable {
    private var running = start()
    private var ends = Seq.empty[String]

    /** What the drivers said that ended by themselves. */
    def ended: Seq[String] = ends

    def err: String = running.err

    def eventually(limitSeconds: Long)(condition: => Boolean): Unit = {
      val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(limitSeconds)
      while (!condition) {
        if (!running.isAlive) {
          val result = running.await()
          ends :+= s"exit ${result.exit}: ${result.err.linesIterator.toList.lastOption.getOrElse("")}"
          running = start()
        }
        assert(System.nanoTime < deadline, s"${ends.mkString("\n")}\n${running.err}")
        lastFor(100)
      }
    }

    def stop(): Bin.Result = {
      running.signal("TERM")
      running.await()
    }

    override def close(): Unit = running.kill()
  }
}
