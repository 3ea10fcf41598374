package io.twinstream.endtoend

import io.twinstream.endtoend.TcpProxy.{BlackHole, Good, Latency, Rate}
import java.io.IOException
import java.net.{InetAddress, ServerSocket, Socket, SocketTimeoutException}
import java.util.concurrent.TimeUnit
import org.scalatest.funsuite.AnyFunSuite

/** The proxy of the fault tests does each fault, and nothing else. */
class TcpProxySuite extends AnyFunSuite {
  private val loopback = InetAddress.getLoopbackAddress
  private val soon = 300

  /** A client that is connected through the proxy, and the server's end of its connection. */
  private def use(body: (TcpProxy, Socket, Socket) => Unit): Unit = {
    val server = new ServerSocket(0, 10, loopback)
    val proxy = new TcpProxy(() => server.getLocalPort)
    val client = new Socket(loopback, proxy.port)
    val end = server.accept()
    try {
      Seq(client, end).foreach(_.setSoTimeout(20000))
      body(proxy, client, end)
    } finally Seq(client, end, proxy, server).foreach(_.close())
  }

  private def say(from: Socket, text: String): Unit = from.getOutputStream.write(text.getBytes("ISO-8859-1"))

  private def hear(at: Socket, count: Int): String =
    new String(at.getInputStream.readNBytes(count), "ISO-8859-1")

  private def hearsNothing(at: Socket): Unit = {
    at.setSoTimeout(soon)
    intercept[SocketTimeoutException](at.getInputStream.read())
    at.setSoTimeout(20000)
  }

  private def isReset(at: Socket): Unit = {
    intercept[IOException] {
      val read = at.getInputStream.read()
      throw new AssertionError(s"read $read")
    }
    ()
  }

  private def millisOf(body: => Unit): Long = {
    val start = System.nanoTime
    body
    TimeUnit.NANOSECONDS.toMillis(System.nanoTime - start)
  }

  test("both directions pass, also 1 MB, and the end of one leaves the other open") {
    use { (_, client, end) =>
      val large = "0123456789abcdef" * 65536
      val sender = new Thread(() => say(client, large))
      sender.start()
      assert(hear(end, large.length) == large)
      sender.join()
      client.shutdownOutput()
      assert(end.getInputStream.read() == -1)
      say(end, "answer")
      assert(hear(client, 6) == "answer")
    }
  }

  test("latency: what is said takes at least so long") {
    use { (proxy, client, end) =>
      proxy.is(Latency(200))
      assert(millisOf { say(client, "a"); hear(end, 1) } >= 200)
      proxy.is(Good)
      say(client, "b")
      assert(hear(end, 1) == "b")
    }
  }

  test("rate: 1 KB takes a second at 1 KB/s") {
    use { (proxy, client, end) =>
      proxy.is(Rate(1000))
      assert(millisOf { say(client, "x" * 1000); hear(end, 1000) } >= 900)
    }
  }

  test("black hole: nothing passes in either direction until it is over, and then all does") {
    use { (proxy, client, end) =>
      proxy.is(BlackHole)
      say(client, "to")
      say(end, "fro")
      hearsNothing(end)
      hearsNothing(client)
      proxy.is(Good)
      assert(hear(end, 2) == "to" && hear(client, 3) == "fro")
    }
  }

  test("reset: both ends are told; the next connection is good") {
    use { (proxy, client, end) =>
      proxy.reset()
      isReset(client)
      isReset(end)
      val again = new Socket(loopback, proxy.port)
      again.close()
    }
  }

  test("half open: the server is told, the client hears and is told nothing, even when it says more") {
    use { (proxy, client, end) =>
      proxy.halfOpen()
      isReset(end)
      say(client, "are you there?")
      hearsNothing(client)
      say(client, "please")
      hearsNothing(client)
    }
  }

  test("cut: what the server says before the text passes, and then both ends are reset") {
    use { (proxy, client, end) =>
      proxy.cutBefore("COMMIT")
      say(client, "COMMIT")
      assert(hear(end, 6) == "COMMIT" && proxy.isCutPending)
      say(end, "some COMMIT")
      assert(hear(client, 5) == "some ")
      isReset(client)
      isReset(end)
      assert(!proxy.isCutPending)
    }
  }

  test("a server that is not there: the client is reset") {
    val proxy = new TcpProxy(() => Bin.freePort())
    val client = new Socket(loopback, proxy.port)
    try isReset(client)
    finally Seq(client, proxy).foreach(_.close())
  }
}
