package io.twinstream.ends.lines

import org.apache.spark.sql.connector.read.streaming.{MicroBatchStream, ReadLimit, SupportsAdmissionControl}

/** The port's end of the line protocol, for tests that are not of this package. */
object ReceiverStreams {
  def open(port: Int): MicroBatchStream with SupportsAdmissionControl =
    new ReceiverStream("localhost", port, 1)

  val all: ReadLimit = ReadLimit.allAvailable
}
