package io.twinstream.ends.lines

import io.twinstream.RuleTier

import java.io.{BufferedReader, IOException, InputStreamReader}
import java.net.{InetAddress, ServerSocket, Socket}
import java.nio.charset.StandardCharsets.{ISO_8859_1, US_ASCII, UTF_8}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable.ArrayBuffer

/** The receiving end over real sockets, with senders that behave and senders that do not. */
@RuleTier
class LineClientSuite extends AnyFunSuite {
  private val greeting = LineProtocol.greeting("s1") + "\n"

  /** Keeps what it is given, and says that it is safe, up to `safeUntil`. */
  private class Kept extends LineTaker {
    private val lines = ArrayBuffer.empty[(Long, String)]
    @volatile var hasRoom = true
    @volatile var safeUntil = Long.MaxValue
    @volatile var hasEnded = false
    @volatile var skipped = 0
    @volatile var failures = 0
    private var newest = 0L

    def all: Seq[(Long, String)] = synchronized(lines.toList)

    override def have(stream: String): Long = newest
    override def room: Int = if (hasRoom) Int.MaxValue else 0
    override def take(number: Long, line: Array[Byte]): Unit = synchronized {
      lines += ((number, new String(line, UTF_8)))
      newest = number
    }
    override def skip(number: Long): Unit = {
      skipped += 1
      newest = number
    }
    override def end(): Unit = hasEnded = true
    override def work(): Long = {
      if (failures > 0 && newest >= 3) {
        failures -= 1
        synchronized(lines.clear())
        newest = 0
        throw new IOException("the disk is full")
      }
      10
    }
    override def disconnected(): Unit = ()
    override def safe(stream: String): Long = math.min(newest, safeUntil)
  }

  private def eventually(what: => Any)(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    while (!condition) {
      assert(System.nanoTime < deadline, what)
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5))
    }
  }

  private def withClient[A](port: Int, kept: LineTaker = new Kept)(body: LineClient => A): A = {
    val client = new LineClient("test", "localhost", port, kept)
    client.start()
    try body(client)
    finally {
      client.stop()
      assert(client.await(10000))
    }
  }

  private def withServer[A](window: Int = 1000)(body: AcknowledgingServer => A): A = {
    val server = AcknowledgingServer.start(0, window)
    try body(server)
    finally server.close()
  }

  private def withSocket[A](body: ServerSocket => A): A = {
    val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    try body(server)
    finally server.close()
  }

  private def say(socket: Socket, text: String): Unit =
    socket.getOutputStream.write(text.getBytes(ISO_8859_1))

  private def answers(socket: Socket): BufferedReader =
    new BufferedReader(new InputStreamReader(socket.getInputStream, US_ASCII))

  private def send(server: AcknowledgingServer, numbers: Range): Unit =
    numbers.foreach(n => assert(server.send(s"w$n".getBytes(UTF_8), 30000)))

  private def numbered(numbers: Range): Seq[(Long, String)] = numbers.map(n => (n.toLong, s"w$n"))

  test("every line is taken once and in order, and the sender learns that it is safe") {
    withServer() { server =>
      val kept = new Kept
      withClient(server.port, kept) { _ =>
        send(server, 1 to 20000)
        server.end()
        eventually(server.acknowledged)(server.awaitAcknowledged(100) && kept.hasEnded)
        assert(kept.all == numbered(1 to 20000))
        assert((server.fed, server.acknowledged) == ((20000, 20000)))
      }
    }
  }

  test("a sender that is not there yet is waited for") {
    val port = withSocket(_.getLocalPort)
    val kept = new Kept
    withClient(port, kept) { _ =>
      val server = AcknowledgingServer.start(port, 10)
      try {
        send(server, 1 to 3)
        eventually(kept.all)(server.awaitAcknowledged(100) && kept.all == numbered(1 to 3))
      } finally server.close()
    }
  }

  test("what was not acknowledged is sent again to the next receiver, what was is not") {
    withServer() { server =>
      val first = new Kept
      first.safeUntil = 40
      withClient(server.port, first) { _ =>
        send(server, 1 to 100)
        eventually(server.acknowledged)(first.all.size == 100 && server.acknowledged == 40)
      }
      val second = new Kept
      withClient(server.port, second) { _ =>
        eventually(second.all)(server.awaitAcknowledged(100))
        assert(second.all == numbered(41 to 100))
      }
    }
  }

  test("the window bounds what the sender keeps; it goes on when lines are acknowledged") {
    withServer(window = 10) { server =>
      val kept = new Kept
      kept.safeUntil = 0
      withClient(server.port, kept) { _ =>
        send(server, 1 to 10)
        assert(!server.send("w11".getBytes(UTF_8), 50))
        kept.safeUntil = 4
        send(server, 11 to 14)
        eventually(kept.all)(kept.all == numbered(1 to 14))
        assert(server.acknowledged == 4)
      }
    }
  }

  test("lines that could not be stored are asked for again, and not acknowledged before they are") {
    withServer() { server =>
      val kept = new Kept
      kept.failures = 2
      kept.safeUntil = 0
      withClient(server.port, kept) { _ =>
        send(server, 1 to 5)
        eventually(kept.all)(kept.failures == 0 && kept.all == numbered(1 to 5))
        kept.safeUntil = Long.MaxValue
        eventually(server.acknowledged)(server.awaitAcknowledged(100))
      }
    }
  }

  test("a second receiver is told that the sender is busy, and comes to its turn") {
    withServer() { server =>
      val second = new Kept
      withClient(server.port) { _ =>
        eventually(server.accepted)(server.accepted == 1)
        val other = new Socket("localhost", server.port)
        assert(answers(other).readLine() == LineProtocol.busy())
        other.close()
      }
      withClient(server.port, second) { _ =>
        send(server, 1 to 1)
        eventually(second.all)(second.all == numbered(1 to 1))
      }
    }
  }

  test("half an acknowledgement is none; one of a line that was never sent ends the connection") {
    withServer() { server =>
      send(server, 1 to 20)
      def connected(answers: String*): Unit = {
        val socket = new Socket("localhost", server.port)
        val heard = this.answers(socket)
        assert(heard.readLine().startsWith(LineProtocol.PREFIX))
        answers.foreach(say(socket, _))
        socket.shutdownOutput()
      }
      connected("have 0\nack 5\nack 1")
      eventually(server.acknowledged)(server.acknowledged == 5 && !server.awaitReceiver(1))
      connected("have 5\nack 21\n")
      eventually(server.acknowledged)(server.accepted == 2 && !server.awaitReceiver(1))
      connected("hello\n")
      eventually(server.acknowledged)(server.accepted == 3 && !server.awaitReceiver(1))
      assert(server.acknowledged == 5)
      val kept = new Kept
      withClient(server.port, kept)(_ => eventually(kept.all)(kept.all == numbered(6 to 20)))
    }
  }

  test("a sender that stops half-way through a line: the lines before it are safe, it comes again whole") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val first = server.accept()
        say(first, greeting + "1 a\n2 hal")
        val heard = answers(first)
        assert((heard.readLine(), heard.readLine()) == (("have 0", "ack 1")))
        first.close()
        val second = server.accept()
        say(second, greeting)
        val again = answers(second)
        assert((again.readLine(), again.readLine()) == (("have 1", "ack 1")))
        say(second, "2 half\n")
        assert(again.readLine() == "ack 2")
        assert(kept.all == Seq((1L, "a"), (2L, "half")))
        second.close()
      }
    }
  }

  test("lines that were had before are told apart; lines that are missing do not hold up the rest") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val socket = server.accept()
        say(socket, greeting + "1 a\n2 b\n1 a\n2 b\n3 c\n7 d\n")
        eventually(kept.all)(kept.all == Seq((1L, "a"), (2L, "b"), (3L, "c"), (7L, "d")))
        socket.close()
      }
    }
  }

  test("a sender that does not read acknowledgements holds up nothing else") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val socket = server.accept()
        socket.setReceiveBufferSize(1024)
        say(socket, greeting)
        for (n <- 1 to 3000) say(socket, s"$n $n\n")
        eventually(kept.all.size)(kept.all.size == 3000)
        socket.close()
      }
    }
  }

  test("100 MB without a line feed are skipped, numbered or plain; the lines around them are taken") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val megabyte = Array.fill[Byte](1 << 20)('x')
        for (beginning <- Seq(greeting + "1 a\n2 ", "a\n")) {
          val socket = server.accept()
          say(socket, beginning)
          for (_ <- 1 to 100) socket.getOutputStream.write(megabyte)
          val skipped = kept.skipped
          say(socket, "\n3 b\n")
          eventually(kept.skipped)(kept.skipped == skipped + 1 && kept.all.last._2.endsWith("b"))
          socket.close()
        }
        assert(kept.all == Seq((1L, "a"), (3L, "b"), (0L, "a"), (0L, "3 b")))
      }
    }
  }

  test("invalid UTF-8 is replaced") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val socket = server.accept()
        say(socket, greeting + "1 a\u00ff\n")
        eventually(kept.all)(kept.all == Seq((1L, "a\ufffd")))
        socket.close()
      }
    }
  }

  test("a receiver without room slows the sender down, and takes all when it has room again") {
    withSocket { server =>
      val kept = new Kept
      kept.hasRoom = false
      withClient(server.getLocalPort, kept) { _ =>
        val socket = server.accept()
        val line = "x" * 1000 + "\n"
        @volatile var written = 0
        val sender = new Thread(() => for (_ <- 1 to 20000) { say(socket, line); written += 1 })
        sender.start()
        var before = -1
        eventually(written) { // it stands still
          val stands = written > 0 && before == written
          before = written
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300))
          stands
        }
        assert(written < 15000 && kept.all.isEmpty) // socket buffers, of 20 MB
        kept.hasRoom = true
        eventually(kept.all.size)(kept.all.size == 20000)
        sender.join()
        socket.close()
      }
    }
  }

  test("a sender of another language is left, and tried again") {
    withSocket { server =>
      val kept = new Kept
      withClient(server.getLocalPort, kept) { _ =>
        val first = server.accept()
        say(first, greeting + "no number\n")
        val second = server.accept()
        say(second, greeting + "1 a\n")
        eventually(kept.all)(kept.all == Seq((1L, "a")))
        first.close()
        second.close()
      }
    }
  }

  test("a stop is heard while there is no sender") {
    withClient(withSocket(_.getLocalPort))(_ => ())
  }
}
