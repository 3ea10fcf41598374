package io.twinstream.endtoend

import java.io.{IOException, InputStream, OutputStream}
import java.net.{InetAddress, InetSocketAddress, ServerSocket, Socket}
import java.nio.charset.StandardCharsets.ISO_8859_1
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport

/** A network between clients and a server on this machine, which can be made bad: its clients connect to
  * [[port]], and what they say goes on to the server's. Bytes are never lost or changed while both ends are
  * connected, as TCP would send them again.
  */
final class TcpProxy(serverPort: () => Int) extends AutoCloseable {
  import TcpProxy._

  private val loopback = InetAddress.getLoopbackAddress
  private val listener = new ServerSocket(0, 50, loopback)
  @volatile private var network: Network = Good
  private var cut = Option.empty[Cut]
  private var links = Set.empty[Link]

  daemon("accept") {
    while (!listener.isClosed) accept(listener.accept())
  }

  val port: Int = listener.getLocalPort

  /** How bytes pass from now on, also those of connections that are open. */
  def is(now: Network): Unit = network = now

  /** The next time that the server sends this text, what comes before it passes, and then both ends of that
    * connection are reset.
    */
  def cutBefore(text: String): Unit = synchronized { cut = Some(new Cut(text)) }

  /** Whether a cut that was asked for is still to come. */
  def isCutPending: Boolean = synchronized(cut.nonEmpty)

  /** Resets both ends of the connections that are open. */
  def reset(): Unit = openLinks.foreach(_.reset())

  /** Closes the server's end of the connections that are open; their clients are told nothing, and get no
    * more answers.
    */
  def halfOpen(): Unit = openLinks.foreach(_.loseServer())

  override def close(): Unit = {
    listener.close()
    reset()
  }

  private def openLinks: Set[Link] = synchronized(links)

  private def accept(client: Socket): Unit =
    try {
      val server = new Socket()
      server.connect(new InetSocketAddress(loopback, serverPort()), 5000)
      val link = new Link(client, server)
      synchronized(links += link)
      link.start()
    } catch { case _: IOException => resetSocket(client) }

  private final class Link(client: Socket, server: Socket) {
    @volatile private var isServerLost = false

    def start(): Unit = {
      Seq(client, server).foreach(_.setTcpNoDelay(true))
      daemon("to server")(pump(client.getInputStream, server.getOutputStream, isAnswer = false))
      daemon("to client")(pump(server.getInputStream, client.getOutputStream, isAnswer = true))
    }

    def reset(): Unit = {
      TcpProxy.this.synchronized(links -= this)
      Seq(client, server).foreach(resetSocket)
    }

    def loseServer(): Unit = {
      isServerLost = true
      resetSocket(server)
    }

    private def pump(in: InputStream, out: OutputStream, isAnswer: Boolean): Unit =
      try {
        val bytes = new Array[Byte](8192)
        var count = in.read(bytes)
        while (count >= 0) {
          val limit = if (isAnswer) cutIn(bytes, count) else None
          pass(bytes, limit.getOrElse(count), out)
          if (limit.nonEmpty) reset()
          count = in.read(bytes)
        }
        // One end has said its last; what the other still says passes.
        out.flush()
        if (isAnswer) client.shutdownOutput() else server.shutdownOutput()
      } catch {
        // What a client says to a server that is lost goes nowhere; it hears nothing of that.
        case _: IOException => if (!isServerLost) reset()
      }

    private def pass(bytes: Array[Byte], count: Int, out: OutputStream): Unit = {
      var done = 0
      while (done < count) {
        awaitPassage()
        val part = network match {
          case Rate(perSecond) =>
            pause(RateMillis)
            (perSecond * RateMillis / 1000).toInt.max(1).min(count - done)
          case Latency(millis) =>
            pause(millis)
            count - done
          case _ => count - done
        }
        out.write(bytes, done, part)
        out.flush()
        done += part
      }
    }

    private def awaitPassage(): Unit =
      while (network == BlackHole && !client.isClosed && !server.isClosed) pause(RateMillis)
  }

  private def cutIn(bytes: Array[Byte], count: Int): Option[Int] = synchronized {
    cut.flatMap(_.in(new String(bytes, 0, count, ISO_8859_1))).map { at =>
      cut = None
      at
    }
  }
}

object TcpProxy {
  private val RateMillis = 50L

  /** What happens to bytes on their way. */
  sealed trait Network

  case object Good extends Network

  /** Each piece that is sent takes so much longer. */
  final case class Latency(millis: Long) extends Network

  /** Of each direction of each connection. */
  final case class Rate(bytesPerSecond: Long) extends Network

  /** Nothing passes, and nobody is told; what was sent passes when it is over. */
  case object BlackHole extends Network

  private final class Cut(text: String) {
    def in(piece: String): Option[Int] = Some(piece.indexOf(text)).filter(_ >= 0)
  }

  private def pause(millis: Long): Unit = LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis))

  private def resetSocket(socket: Socket): Unit =
    try {
      socket.setSoLinger(true, 0)
      socket.close()
    } catch { case _: IOException => () }

  private def daemon(name: String)(body: => Unit): Unit = {
    val thread = new Thread(
      () =>
        try body
        catch { case _: IOException => () },
      s"proxy, $name"
    )
    thread.setDaemon(true)
    thread.start()
  }
}
