package io.twinstream.ends.flume

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.HostedReceiver
import io.twinstream.ends.Loopback
import io.twinstream.error.UserError
import java.io.{DataInputStream, DataOutputStream}
import java.net.{InetAddress, Socket}
import java.nio.ByteBuffer
import java.util.{Collections, Random}
import java.util.concurrent.ConcurrentLinkedQueue
import org.apache.avro.generic.GenericData
import org.apache.avro.ipc.generic.GenericRequestor
import org.apache.spark.sql.{Dataset, Encoders}
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Millis, Seconds, Span}
import scala.collection.JavaConverters._

/** What clients that are no agent, or a bad one, get; real agents are in `FlumeEndToEndSuite`. */
class FlumeReceiverSuite extends AnyFunSuite with Eventually {
  implicit override val patienceConfig: PatienceConfig = PatienceConfig(Span(120, Seconds), Span(20, Millis))

  private val mostBytes = 10000L

  /** A server that stores what `isStored` says, and what it has stored. */
  private def serving(isStored: String => Boolean = _ => true)(
      body: (Int, ConcurrentLinkedQueue[String]) => Unit
  ): Unit = {
    val stored = new ConcurrentLinkedQueue[String]
    val responder = new EventsResponder(events => {
      val lines = events.asScala.map(_.toString)
      val isAllStored = lines.forall(isStored)
      if (isAllStored) lines.foreach(stored.add)
      isAllStored
    })
    val port = Loopback.free(0)
    val server = AvroServer.start("localhost", port, responder, mostBytes)
    try body(port, stored)
    finally server.stop(5000)
  }

  private def connect(port: Int): Socket = {
    val socket = new Socket(InetAddress.getLoopbackAddress, port)
    socket.setSoTimeout(10000)
    socket
  }

  private def event(body: String): GenericData.Record = {
    val made =
      new GenericData.Record(FlumeProtocol.PUSH.getType("org.apache.flume.source.avro.AvroFlumeEvent"))
    made.put("headers", Collections.singletonMap("id", body))
    made.put("body", ByteBuffer.wrap(body.getBytes("UTF-8")))
    made
  }

  private def call(port: Int, message: String, argument: Any): String = {
    val connection = new AvroConnection(connect(port), mostBytes)
    try {
      val request = new GenericData.Record(FlumeProtocol.PUSH.getMessages.get(message).getRequest)
      request.put(0, argument)
      new GenericRequestor(FlumeProtocol.PUSH, connection).request(message, request).toString
    } finally connection.close()
  }

  private def batch(port: Int, bodies: String*): String = call(port, "appendBatch", bodies.map(event).asJava)

  /** What comes back until the server ends the connection. */
  private def send(port: Int)(write: DataOutputStream => Unit): Array[Byte] = {
    val socket = connect(port)
    try {
      write(new DataOutputStream(socket.getOutputStream))
      socket.getInputStream.readAllBytes()
    } finally socket.close()
  }

  test("one event, and a batch") {
    serving() { (port, stored) =>
      assert(call(port, "append", event("one")) == "OK")
      assert(batch(port, "two", "drei ü", "") == "OK")
      assert(batch(port) == "OK")
      assert(stored.asScala.toSeq == Seq("one", "two", "drei ü", ""))
    }
  }

  test("a batch that is not stored is answered FAILED, so that it is sent again") {
    serving(_ != "bad") { (port, stored) =>
      assert(batch(port, "good", "bad") == "FAILED")
      assert(batch(port, "good") == "OK")
      assert(stored.asScala.toSeq == Seq("good"))
    }
  }

  for (
    (name, write) <- Seq[(String, DataOutputStream => Unit)](
      "a browser" -> (_.writeBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
      "a count below 0" -> { out => out.writeInt(1); out.writeInt(-5) },
      "a length below 0" -> { out => out.writeInt(1); out.writeInt(1); out.writeInt(-1) },
      "a length that is a lie" -> { out => out.writeInt(1); out.writeInt(1); out.writeInt(Int.MaxValue) },
      "what only looks like deflate" -> { out => out.writeByte(0x78); out.writeBytes("nothing of that kind") }
    )
  ) test(s"no client of Flume is hung up on, and others are served: $name") {
    serving() { (port, stored) =>
      assert(send(port)(write).isEmpty)
      assert(batch(port, "after it") == "OK" && stored.asScala.toSeq == Seq("after it"))
    }
  }

  test("a request that is too large is not taken, and the next one is") {
    serving() { (port, stored) =>
      val refused = intercept[Exception](batch(port, "x" * mostBytes.toInt))
      assert(!refused.isInstanceOf[UserError])
      assert(batch(port, "x" * (mostBytes.toInt / 4)) == "OK")
      assert(stored.size == 1)
    }
  }

  test(
    "garbage in frames that are whole is answered by an error or hung up on, and nothing of it is stored"
  ) {
    serving() { (port, stored) =>
      val random = new Random(7)
      for (_ <- 1 to 300) {
        val bytes = new Array[Byte](random.nextInt(200))
        random.nextBytes(bytes)
        val socket = connect(port)
        try {
          val out = new DataOutputStream(socket.getOutputStream)
          out.writeInt(1)
          out.writeInt(1)
          out.writeInt(bytes.length)
          out.write(bytes)
          socket.shutdownOutput()
          val answer = new DataInputStream(socket.getInputStream).readAllBytes()
          assert(answer.isEmpty || answer.take(4).toSeq == Seq[Byte](0, 0, 0, 1))
        } finally socket.close()
      }
      assert(stored.isEmpty)
      assert(batch(port, "after it") == "OK")
    }
  }

  test("events with their headers, in a query") {
    TempFolder.use { folder =>
      val session = TwinSession.session
      val port = Loopback.free(0)
      val events: Dataset[FlumeEvent] = HostedReceiver
        .of[FlumeEvent](new FlumeReceiverSuite.Factory(port))
        .load(session, Encoders.bean(classOf[FlumeEvent]))
      val rows = new ConcurrentLinkedQueue[String]
      val query = events
        .selectExpr("headers['id'] AS id", "CAST(body AS STRING) AS line")
        .writeStream
        .option("checkpointLocation", folder.toString)
        .foreachBatch { (batch: org.apache.spark.sql.DataFrame, _: Long) =>
          batch.collect().foreach(row => rows.add(s"${row.getString(0)}=${row.getString(1)}"))
        }
        .start()
      try {
        eventually(assert(Loopback.isListening(port)))
        assert(batch(port, "one", "two") == "OK")
        eventually(assert(rows.asScala.toSeq.sorted == Seq("one=one", "two=two")))
      } finally query.stop()
      assert(!Loopback.isListening(port))
    }
  }

  test("a port that is taken ends a query and says what to do") {
    TempFolder.use { folder =>
      val taken = Loopback.listen(0)
      try {
        val query = TwinSession.session.readStream
          .format(HostedReceiver.FORMAT)
          .option("class", classOf[FlumeReceiver].getName)
          .option("arg.0", "localhost")
          .option("arg.1", taken.getLocalPort.toString)
          .load()
          .writeStream
          .format("noop")
          .option("checkpointLocation", folder.toString)
          .start()
        eventually(assert(query.exception.isDefined))
        assert(query.exception.get.toString.contains(s"cannot listen on localhost:${taken.getLocalPort} ("))
      } finally taken.close()
    }
  }

  for (port <- Seq("0", "70000", "http")) test(s"a port that is none is refused: $port") {
    for (
      make <- Seq[String => Any](new FlumeReceiver("localhost", _), new FlumePollReceiver("localhost", _))
    ) {
      val refused = intercept[UserError](make(port))
      assert(refused.getMessage == s"port '$port': write a number of 1 to 65535")
    }
  }
}

object FlumeReceiverSuite {
  class Factory(port: Int) extends io.twinstream.api.ReceiverFactory[FlumeEvent] {
    override def create(): FlumeReceiver = new FlumeReceiver("localhost", port)
  }
}
