package io.twinstream.ends.kafka

import io.twinstream.error.UserError
import java.time.Duration
import java.util.Optional
import org.apache.kafka.clients.consumer.{ConsumerRecord, MockConsumer, OffsetResetStrategy}
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.header.internals.RecordHeaders
import org.apache.kafka.common.record.TimestampType
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** From when the records are that come next: from there on a job reads again. */
class FirstArrivalSuite extends AnyFunSuite {
  private val now = 1000000L
  private val partition = new TopicPartition("t", 0)

  private final class Broker(end: Long) {
    val consumer = new MockConsumer[String, String](OffsetResetStrategy.NONE)
    consumer.updateEndOffsets(Map(partition -> Long.box(end)).asJava)

    /** What the next poll finds. */
    def poll(found: (Long, Long)*): Broker = {
      consumer.schedulePollTask(() =>
        found.foreach { case (offset, timestamp) =>
          consumer.addRecord(
            new ConsumerRecord(
              "t",
              0,
              offset,
              timestamp,
              TimestampType.CREATE_TIME,
              0,
              0,
              null,
              "v",
              new RecordHeaders,
              Optional.empty[Integer]
            )
          )
        }
      )
      this
    }

    def first(from: Long, limit: Duration = Duration.ofMinutes(1)): Long =
      FirstArrival.millis(consumer, Map(partition -> Long.box(from)).asJava, now, limit)
  }

  test("a poll that comes back empty says nothing: the record behind it counts") {
    assert(new Broker(7).poll().poll().poll(5L -> 300L, 6L -> 200L).first(5) == 200)
  }

  test("at the end there is none, and it is now") {
    assert(new Broker(5).first(5) == now)
  }

  test("a producer's clock may go back: later polls are looked at too") {
    assert(new Broker(7).poll(5L -> 300L).poll(6L -> 200L).first(5) == 200)
  }

  test("records of the future do not count") {
    assert(new Broker(6).poll(5L -> (now + 1)).first(5) == now)
  }

  test("nothing comes and it is not the end: that is said, and not taken for now") {
    val error = intercept[UserError](new Broker(7).poll().first(5, Duration.ZERO))
    assert(
      error.getMessage.contains("topic 't', partition 0: nothing came from offset 5 on"),
      error.getMessage
    )
  }
}
