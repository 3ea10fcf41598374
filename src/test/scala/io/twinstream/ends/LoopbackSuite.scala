package io.twinstream.ends

import java.net.{ConnectException, InetAddress, InetSocketAddress, Socket}
import org.scalatest.funsuite.AnyFunSuite

class LoopbackSuite extends AnyFunSuite {
  private def at(port: Int) = new InetSocketAddress(InetAddress.getLoopbackAddress, port)

  test("a port that was drawn is none that the system gives to outgoing connections") {
    val ports = Seq.fill(50)(Loopback.free(0))
    assert(ports.forall(port => port >= 20000 && port < 32768), ports)
  }

  test("a socket that TCP connected to itself is no server, and leaves the port free") {
    val port = Loopback.free(0)
    val socket = new Socket
    // Where the system would have chosen the server's own port for this end.
    socket.setReuseAddress(true)
    socket.bind(at(port))
    val refused = intercept[ConnectException](Loopback.connect(socket, at(port), 1000))
    assert(refused.getMessage == "Connection refused")
    assert(!Loopback.isListening(port))
    Loopback.listen(port).close()
  }

  test("who listens is seen") {
    val server = Loopback.listen(0)
    try assert(Loopback.isListening(server.getLocalPort))
    finally server.close()
  }
}
