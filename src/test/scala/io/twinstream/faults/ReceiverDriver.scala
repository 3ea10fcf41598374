package io.twinstream.faults

import io.twinstream.ends.lines.AcknowledgingServer
import io.twinstream.ends.lines.ReceiverStreams
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.apache.spark.sql.connector.read.streaming.{MicroBatchStream, Offset, SupportsAdmissionControl}
import scala.collection.mutable.ArrayBuffer

/** A driver of Structured Streaming that reads a sender by the acknowledging line protocol, over real
  * sockets. The sender forgets what is acknowledged, so a line is lost if it is acknowledged before its
  * micro-batch is committed.
  */
final class ReceiverDriver(world: World, number: Int, lines: ReceiverDriver.Lines)
    extends Driver(world, number) {
  private var finished = false

  override def isFinished: Boolean = finished

  override protected def run(): Unit = {
    val started = world.started()
    val before = lines.planned.size - 1
    val gate = world.pieces.gate(world, started, batch => batch <= before, () => ())
    val stream = ReceiverStreams.open(lines.server.port)
    life.atEnd(() => stream.stop())
    def offset(json: String): Offset =
      if (json.isEmpty) stream.initialOffset else stream.deserializeOffset(json)
    var number = lines.committed
    while (!isRead(number)) {
      val start = lines.planned.lift(number - 1).getOrElse("")
      if (number >= lines.planned.size) {
        lines.send(1 + world.random.nextInt(3))
        val end = next(stream, offset(start), start)
        world.faults.at(Seam.checkpoint)(lines.planned += end)
        world.history.add(s"micro-batch $number is planned: until $end")
      }
      pause()
      val end = offset(lines.planned(number))
      val read = readAll(stream, offset(start), end)
      val taken = lines.taken(number)
      val batch = Planning(started.run, number.toLong, taken, taken + read.size)
      if (batch.until > lines.records.size || read != lines.records.slice(batch.from, batch.until))
        throw new AssertionError(s"micro-batch $number has ${read.mkString(" ")}, from record $taken on")
      world.planned += batch
      write(gate, batch)
      pause()
      world.faults.at(Seam.checkpoint) {
        lines.committed = number + 1
        lines.read += batch.until
        world.history.add(s"micro-batch $number is committed")
      }
      number += 1
      stream.commit(end)
      pause()
    }
    finished = true
    stream.stop()
    world.history.add("stops")
  }

  private def isRead(number: Int): Boolean =
    number >= lines.planned.size && lines.taken(number) >= lines.records.size

  private def next(
      stream: SupportsAdmissionControl,
      start: Offset,
      before: String
  ): String = {
    val limit = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    var end = before
    while (end == before || end.isEmpty || end == start.json) {
      assert(System.nanoTime < limit, s"no line after $before")
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1))
      world.faults.checkAlive()
      end = stream.latestOffset(start, ReceiverStreams.all).json
    }
    end
  }

  private def readAll(
      stream: MicroBatchStream,
      start: Offset,
      end: Offset
  ): Seq[String] = stream.planInputPartitions(start, end).toSeq.flatMap { part =>
    val reader = stream.createReaderFactory.createReader(part)
    Iterator.continually(reader).takeWhile(_.next()).map(row => row.get().getUTF8String(0).toString).toList
  }
}

object ReceiverDriver {

  /** What outlives the drivers: the sender, and the logs of the query. */
  final class Lines(val records: Seq[String], val server: AcknowledgingServer) {
    val planned = ArrayBuffer.empty[String]
    val read = ArrayBuffer.empty[Int]
    var committed = 0

    private var sent = 0

    def taken(number: Int): Int = read.lift(number - 1).getOrElse(0)

    /** Gives the sender some more lines. */
    def send(most: Int): Unit = {
      val some = records.slice(sent, sent + most)
      some.foreach(record => assert(server.send(record.getBytes(UTF_8), 1000)))
      sent += some.size
    }
  }

  /** Starts a sender that will have these lines. */
  def sender(records: Seq[String]): Lines = new Lines(records, AcknowledgingServer.start(0, 100))
}
