package io.twinstream.ends.lines

import io.twinstream.ends.PlannedLines
import io.twinstream.RuleTier

import java.io.UncheckedIOException
import java.net.{InetAddress, ServerSocket}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.apache.spark.sql.connector.read.streaming.{Offset, ReadLimit}
import org.scalatest.funsuite.AnyFunSuite
import scala.concurrent.{Await, Future}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.util.Try

/** The port's source as Spark drives it: latest offset, plan, commit; and the same after a restart. */
@RuleTier
class ReceiverStreamSuite extends AnyFunSuite {

  private def eventually(what: => Any)(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    while (!condition) {
      assert(System.nanoTime < deadline, what)
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5))
    }
  }

  private def withServer[A](port: Int = 0)(body: AcknowledgingServer => A): A = {
    var started = Option.empty[AcknowledgingServer]
    eventually(s"port $port") { // the system may be slow to free a port
      started = Try(AcknowledgingServer.start(port, 100000)).toOption
      started.isDefined
    }
    val server = started.get
    try body(server)
    finally server.close()
  }

  private def withStream[A](port: Int)(body: ReceiverStream => A): A = {
    val stream = new ReceiverStream("localhost", port, 2)
    try body(stream)
    finally stream.stop()
  }

  private def send(server: AcknowledgingServer, numbers: Range): Unit =
    numbers.foreach(n => assert(server.send(s"w$n".getBytes(UTF_8), 30000)))

  private def words(numbers: Range): Seq[String] = numbers.map(n => s"w$n")

  /** Asks as each trigger does, until the stream ends at that line. */
  private def latest(stream: ReceiverStream, start: Offset, line: Long): Offset = {
    var end = start
    eventually(end) {
      end = stream.latestOffset(start, ReadLimit.allAvailable)
      end.asInstanceOf[LineOffset].line == line
    }
    end
  }

  private def lines(stream: ReceiverStream, start: Offset, end: Offset): Seq[String] =
    PlannedLines.of(stream.planInputPartitions(start, end))

  /** As from a checkpoint. */
  private def restored(stream: ReceiverStream, offset: Offset): Offset = stream.deserializeOffset(offset.json)

  test("lines are acknowledged when their micro-batch is committed, and not before") {
    withServer() { server =>
      withStream(server.port) { stream =>
        send(server, 1 to 10)
        val first = latest(stream, stream.initialOffset, 10)
        assert(lines(stream, stream.initialOffset, first) == words(1 to 10))
        send(server, 11 to 15)
        assert(!server.awaitAcknowledged(200) && server.acknowledged == 0)
        val second = latest(stream, first, 15) // Spark asks so when the first is in its commit log
        eventually(server.acknowledged)(server.acknowledged == 10)
        assert(lines(stream, first, second) == words(11 to 15))
        stream.commit(second)
        eventually(server.acknowledged)(server.acknowledged == 15)
      }
    }
  }

  test("a micro-batch that was not committed is the same after a restart, and then goes on") {
    withServer() { server =>
      send(server, 1 to 100)
      val (start, end) = withStream(server.port) { stream =>
        val start = latest(stream, stream.initialOffset, 100)
        send(server, 101 to 1000)
        (start, latest(stream, start, 1000))
      }
      eventually(server.acknowledged)(server.acknowledged == 100)
      send(server, 1001 to 1200)
      withStream(server.port) { stream =>
        val from = restored(stream, start)
        val until = restored(stream, end)
        assert(lines(stream, from, until) == words(101 to 1000))
        assert(server.acknowledged == 100)
        val next = latest(stream, until, 1200)
        assert(lines(stream, until, next) == words(1001 to 1200))
        eventually(server.acknowledged)(server.acknowledged == 1000)
      }
    }
  }

  test("what was committed and not acknowledged before a restart is acknowledged after it") {
    withServer() { server =>
      send(server, 1 to 10)
      val end = withStream(server.port)(stream => latest(stream, stream.initialOffset, 10))
      assert(server.acknowledged == 0)
      withStream(server.port) { stream =>
        val from = restored(stream, end)
        assert(stream.latestOffset(from, ReadLimit.allAvailable) == from)
        eventually(server.acknowledged)(server.acknowledged == 10)
      }
    }
  }

  test("a sender that goes away during a replay is waited for") {
    withServer() { server =>
      send(server, 1 to 10)
      val end = withStream(server.port)(stream => latest(stream, stream.initialOffset, 10))
      withStream(server.port) { stream =>
        val occupant = new java.net.Socket("localhost", server.port) // another receiver is served
        eventually(server.accepted)(server.accepted == 2)
        val replay = Future(lines(stream, stream.initialOffset, restored(stream, end)))
        intercept[concurrent.TimeoutException](Await.ready(replay, 300.millis))
        occupant.close()
        assert(Await.result(replay, 30.seconds) == words(1 to 10))
      }
    }
  }

  test("a stop during a replay fails it: with a part of its lines it would be committed as a whole") {
    val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    try
      withStream(server.getLocalPort) { stream =>
        val replay = Future(lines(stream, stream.initialOffset, new LineOffset("s1", 10)))
        intercept[concurrent.TimeoutException](Await.ready(replay, 100.millis))
        stream.stopIntake()
        val error = intercept[UncheckedIOException](Await.result(replay, 30.seconds))
        assert(error.getMessage.contains("lines up to 10 of stream s1"))
      }
    finally server.close()
  }

  test("a sender that was restarted has another stream: its lines are a micro-batch of their own") {
    val port = withServer() { server =>
      send(server, 1 to 10)
      server.port
    }
    withStream(port) { stream =>
      val first = withServer(port) { server =>
        send(server, 1 to 10)
        latest(stream, stream.initialOffset, 10)
      }
      withServer(port) { server =>
        send(server, 11 to 13)
        eventually(server.accepted)(server.accepted == 1)
        assert(lines(stream, stream.initialOffset, first) == words(1 to 10))
        val second = latest(stream, first, 3)
        assert(lines(stream, first, second) == words(11 to 13))
        stream.commit(second)
        eventually(server.acknowledged)(server.acknowledged == 3)
      }
    }
  }

  test("a sender that was restarted during a replay: what is gone is told, and the stream goes on") {
    withServer() { server =>
      send(server, 1 to 5)
      withStream(server.port) { stream =>
        val gone = new LineOffset("another", 100)
        assert(lines(stream, stream.initialOffset, gone).isEmpty)
        val next = latest(stream, gone, 5)
        assert(lines(stream, gone, next) == words(1 to 5))
      }
    }
  }

  test("a line over the limit takes part as none, so that the last line can be acknowledged") {
    withServer() { server =>
      withStream(server.port) { stream =>
        assert(server.send(Array.fill[Byte]((1 << 20) + 1)('x'), 1000))
        val end = latest(stream, stream.initialOffset, 1)
        assert(lines(stream, stream.initialOffset, end).isEmpty)
        stream.commit(end)
        eventually(server.acknowledged)(server.acknowledged == 1)
      }
    }
  }

  test("plain lines are read too") {
    val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    try
      withStream(server.getLocalPort) { stream =>
        assert(stream.latestOffset(stream.initialOffset, ReadLimit.allAvailable) == stream.initialOffset)
        val socket = server.accept()
        socket.getOutputStream.write("a\nb\nc".getBytes(UTF_8))
        socket.close()
        val end = latest(stream, stream.initialOffset, 3)
        assert(lines(stream, stream.initialOffset, end) == Seq("a", "b", "c"))
        assert(stream.hasEnded)
      }
    finally server.close()
  }
}
