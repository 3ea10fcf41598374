package io.twinstream.endtoend

import java.io.{BufferedReader, InputStreamReader}
import java.net.{InetAddress, ServerSocket, Socket}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicIntegerArray
import java.util.concurrent.locks.LockSupport
import scala.util.control.NonFatal

/** A server that keeps its messages, `w0` and on, until they are acknowledged; a client that connects again
  * is sent those that are not, so many a second. What `QueueReceiver` of the foreign programs speaks.
  */
final class MessageQueue(perSecond: Int) extends AutoCloseable {
  private val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
  private val sent = new AtomicIntegerArray(MessageQueue.Most)
  // Guarded by this.
  private var newest = -1
  private var end = MessageQueue.Most
  @volatile private var acknowledgedUntil = 0
  @volatile private var connection: Socket = _

  private val thread = new Thread(() => while (!server.isClosed) accept(), "message queue")
  thread.setDaemon(true)
  thread.start()

  def port: Int = server.getLocalPort

  def acknowledged: Int = acknowledgedUntil

  def isConnected: Boolean = connection != null && !connection.isClosed

  /** How often a message was sent. */
  def timesSent(message: Int): Int = sent.get(message)

  /** Sends none that was not sent; returns how many there are. */
  def finish(): Int = synchronized {
    end = newest + 1
    end
  }

  private def isSent(message: Int): Boolean = synchronized {
    if (message < end) newest = math.max(newest, message)
    message < end
  }

  override def close(): Unit = {
    server.close()
    Option(connection).foreach(_.close())
  }

  private def accept(): Unit =
    try {
      val socket = server.accept()
      Option(connection).foreach(_.close())
      connection = socket
      val from = acknowledgedUntil
      val sender = new Thread(() => send(socket, from), "sends")
      sender.setDaemon(true)
      sender.start()
      val reader = new Thread(() => read(socket), "reads")
      reader.setDaemon(true)
      reader.start()
    } catch { case NonFatal(_) => () }

  private def send(socket: Socket, from: Int): Unit =
    try {
      val out = socket.getOutputStream
      val begin = System.nanoTime
      for (message <- (from until MessageQueue.Most).iterator.takeWhile(isSent)) {
        val due = begin + TimeUnit.SECONDS.toNanos(1) / perSecond * (message - from)
        while (System.nanoTime < due) LockSupport.parkNanos(due - System.nanoTime)
        sent.incrementAndGet(message)
        out.write(s"$message w$message\n".getBytes(UTF_8))
      }
    } catch { case NonFatal(_) => socket.close() }

  private def read(socket: Socket): Unit =
    try {
      val in = new BufferedReader(new InputStreamReader(socket.getInputStream, UTF_8))
      var line = in.readLine()
      while (line != null) {
        acknowledgedUntil = math.max(acknowledgedUntil, line.stripPrefix("ACK ").toInt + 1)
        line = in.readLine()
      }
      socket.close()
    } catch { case NonFatal(_) => socket.close() }
}

private object MessageQueue {
  val Most = 5000000
}
