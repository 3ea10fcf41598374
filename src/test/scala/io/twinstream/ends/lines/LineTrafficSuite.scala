package io.twinstream.ends.lines

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.ends.recording.{Recorded, RecordingReader}
import io.twinstream.engine.StopRequest
import io.twinstream.migration.record.Recorder
import java.io.{BufferedReader, InputStreamReader}
import java.net.{InetAddress, Socket}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.{CompletableFuture, TimeUnit}
import java.util.concurrent.locks.LockSupport
import java.util.function.UnaryOperator
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Try
import scala.collection.JavaConverters._
import scala.collection.mutable.ArrayBuffer

/** A recorder between a sender and a job, over real sockets. */
@RuleTier
class LineTrafficSuite extends AnyFunSuite {

  /** A job that acknowledges what it has, up to `safeUntil`. */
  private class AckingJob extends LineTaker {
    private val lines = ArrayBuffer.empty[String]
    @volatile var safeUntil = Long.MaxValue
    @volatile var hasEnded = false
    private var newest = 0L

    def all: Seq[String] = synchronized(lines.toList)
    override def have(stream: String): Long = newest
    override def room: Int = Int.MaxValue
    override def take(number: Long, line: Array[Byte]): Unit = synchronized {
      lines += new String(line, UTF_8)
      newest = number
    }
    override def skip(number: Long): Unit = newest = number
    override def end(): Unit = hasEnded = true
    override def work(): Long = 10
    override def disconnected(): Unit = ()
    override def safe(stream: String): Long = math.min(newest, safeUntil)
  }

  private def eventually(what: => Any)(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    while (!condition) {
      assert(System.nanoTime < deadline, what)
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5))
    }
  }

  private def recorder(file: Path, most: Long = Long.MaxValue): Recorder =
    new Recorder(file, false, most, Long.MaxValue, UnaryOperator.identity[Recorded])

  /** Records until it ends by itself or `stop` is requested; closes the traffic as the command does. */
  private def record(recorder: Recorder, traffic: LineTraffic, stop: StopRequest): CompletableFuture[Long] =
    CompletableFuture.supplyAsync { () =>
      try recorder.record(traffic, stop, _ => ()).records
      finally traffic.close()
    }

  private def lines(file: Path): Seq[String] = {
    val reader = RecordingReader.open(file)
    try {
      val records = Iterator.continually(reader.next()).takeWhile(_ != null).toList
      assert(records.map(_.offset) == records.indices.map(_.toLong))
      assert(records.map(_.arrivalMillis) == records.map(_.arrivalMillis).sorted)
      records.map(record => new String(record.value, UTF_8))
    } finally reader.close()
  }

  private def sent(count: Int): Seq[String] = (1 to count).map(i => s"line $i")

  private def send(to: AcknowledgingServer, lines: Seq[String]): Unit =
    lines.foreach(line => assert(to.send(line.getBytes(UTF_8), 60000)))

  private def withJob[A](port: Int)(body: AckingJob => A): A = {
    val job = new AckingJob
    val client = new LineClient("job", "localhost", port, job)
    client.start()
    try body(job)
    finally {
      client.stop()
      assert(client.await(10000))
    }
  }

  private def withSender[A](body: AcknowledgingServer => A): A = {
    val sender = AcknowledgingServer.start(0, 2000)
    try body(sender)
    finally sender.close()
  }

  test("numbered lines are recorded, passed on and acknowledged; the recording ends with them") {
    TempFolder.use { folder =>
      withSender { sender =>
        val file = folder.resolve("lines.avro")
        val traffic = LineTraffic.open(s"receiver:localhost:${sender.port}", Optional.of(0))
        val recorded = record(recorder(file), traffic, new StopRequest)
        withJob(traffic.port.get) { job =>
          send(sender, sent(5000))
          sender.end()
          assert(recorded.get(60, TimeUnit.SECONDS) == 5000)
          eventually(s"${job.all.size} lines, ended: ${job.hasEnded}")(job.all == sent(5000) && job.hasEnded)
          assert(sender.acknowledged == 5000)
          assert(lines(file) == sent(5000))
        }
      }
    }
  }

  test("a line that the job has not acknowledged is not acknowledged to the sender") {
    TempFolder.use { folder =>
      withSender { sender =>
        val stop = new StopRequest
        val file = folder.resolve("lines.avro")
        val traffic = LineTraffic.open(s"receiver:localhost:${sender.port}", Optional.of(0))
        val recorded = record(recorder(file), traffic, stop)
        withJob(traffic.port.get) { job =>
          job.safeUntil = 10
          send(sender, sent(100))
          eventually(job.all)(job.all.size == 100)
          eventually(sender.acknowledged)(sender.acknowledged == 10)
          job.safeUntil = 60
          eventually(sender.acknowledged)(sender.acknowledged == 60)
          job.safeUntil = Long.MaxValue
          stop.request()
          assert(recorded.get(60, TimeUnit.SECONDS) == 100)
          assert(sender.acknowledged == 100 && lines(file) == sent(100))
        }
      }
    }
  }

  test("without a job, what is on the disk is acknowledged; what is over the bound is not") {
    TempFolder.use { folder =>
      withSender { sender =>
        val file = folder.resolve("lines.avro")
        send(sender, sent(50))
        val traffic = LineTraffic.open(s"receiver:localhost:${sender.port}", Optional.empty())
        assert(record(recorder(file, most = 30), traffic, new StopRequest).get(60, TimeUnit.SECONDS) == 30)
        assert(sender.acknowledged == 30 && lines(file) == sent(30))
      }
    }
  }

  /** Connections of the server that is closed may keep its port for a moment. */
  private def startedAgain(port: Int): LineServer = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    var server = Try(LineServer.start(port))
    while (server.isFailure && System.nanoTime < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20))
      server = Try(LineServer.start(port))
    }
    server.get
  }

  test("plain lines are recorded and passed on, also when the server comes back") {
    TempFolder.use { folder =>
      val stop = new StopRequest
      val file = folder.resolve("lines.avro")
      val server = LineServer.start(0)
      val port = server.port
      val traffic = LineTraffic.open(s"socket:localhost:$port", Optional.of(0))
      val recorded = record(recorder(file), traffic, stop)
      val job = new Socket(InetAddress.getLoopbackAddress, traffic.port.get)
      try {
        val in = new BufferedReader(new InputStreamReader(job.getInputStream, UTF_8))
        assert(server.awaitClients(1, 30000))
        sent(3).foreach(line => server.send(line.getBytes(UTF_8)))
        server.close()
        assert((1 to 3).map(_ => in.readLine()) == sent(3))
        val again = startedAgain(port)
        try {
          assert(again.awaitClients(1, 30000))
          again.send("again".getBytes(UTF_8))
          again.flush()
          assert(in.readLine() == "again")
        } finally again.close()
        stop.request()
        assert(recorded.get(60, TimeUnit.SECONDS) == 4 && lines(file) == sent(3) :+ "again")
        assert(in.readLine() == null)
      } finally job.close()
    }
  }

  test("while nobody takes the lines, they wait at the server") {
    TempFolder.use { folder =>
      withSender { sender =>
        val stop = new StopRequest
        val traffic = LineTraffic.open(s"receiver:localhost:${sender.port}", Optional.of(0))
        val file = folder.resolve("lines.avro")
        val recorded = record(recorder(file), traffic, stop)
        send(sender, sent(5))
        eventually(sender.accepted)(sender.accepted == 1)
        assert(sender.acknowledged == 0)
        withJob(traffic.port.get)(job => eventually(job.all)(job.all == sent(5) && sender.acknowledged == 5))
        stop.request()
        assert(recorded.get(60, TimeUnit.SECONDS) == 5)
      }
    }
  }
}
