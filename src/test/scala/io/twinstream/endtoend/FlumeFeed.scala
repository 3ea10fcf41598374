package io.twinstream.endtoend

import java.io.{BufferedReader, InputStreamReader}
import java.net.{InetAddress, InetSocketAddress, Socket}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicIntegerArray
import java.util.concurrent.locks.LockSupport
import scala.util.control.NonFatal

/** Sends messages, `w0` and on, to an agent's netcat source, each until the agent says that its channel has
  * it; when the agent is away, those of one window are sent again.
  */
final class FlumeFeed(port: Int, perSecond: Int) extends AutoCloseable {
  private val sent = new AtomicIntegerArray(FlumeFeed.Most)
  @volatile private var isFinished = false
  @volatile private var isClosed = false
  @volatile private var accepted = 0

  private val thread = new Thread(() => while (!isEnded) connect(), "flume feed")
  thread.setDaemon(true)
  thread.start()

  /** How many messages, from the first on, the agent's channel has. */
  def inChannel: Int = accepted

  /** How often a message was sent to the agent. */
  def timesSent(message: Int): Int = sent.get(message)

  /** Returns how many messages there are, when the agent has all. */
  def finish(): Int = {
    isFinished = true
    thread.join(TimeUnit.SECONDS.toMillis(60))
    assert(!thread.isAlive)
    accepted
  }

  override def close(): Unit = isClosed = true

  private def isEnded: Boolean = isClosed || isFinished && accepted % FlumeFeed.Window == 0 && accepted > 0

  private def connect(): Unit = {
    val socket = new Socket
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress, port), 1000)
      socket.setSoTimeout(20000)
      val in = new BufferedReader(new InputStreamReader(socket.getInputStream, UTF_8))
      while (!isEnded) sendWindow(socket, in)
    } catch { case NonFatal(_) => pause(100) }
    finally socket.close()
  }

  private def sendWindow(socket: Socket, in: BufferedReader): Unit = {
    val window = accepted until (accepted + FlumeFeed.Window)
    window.foreach(sent.incrementAndGet)
    socket.getOutputStream.write(window.map(message => s"w$message\n").mkString.getBytes(UTF_8))
    window.foreach { _ =>
      val answer = in.readLine()
      if (answer != "OK") throw new IllegalStateException(s"$answer")
    }
    accepted = window.end
    pause(TimeUnit.SECONDS.toMillis(1) * FlumeFeed.Window / perSecond)
  }

  private def pause(millis: Long): Unit = LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis))
}

private object FlumeFeed {
  val Most = 5000000

  /** Messages that the agent may have and has not said so. */
  val Window = 20
}
