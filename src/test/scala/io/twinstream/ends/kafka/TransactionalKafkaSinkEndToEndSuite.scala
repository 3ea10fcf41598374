package io.twinstream.ends.kafka

import io.twinstream.api.Sink
import io.twinstream.ends.{OpenSinks, WordRows}
import io.twinstream.endtoend.{Broker, KafkaTransactionsEndToEndSuite}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.EndToEnd
import org.scalatest.funsuite.AnyFunSuite

/** Batches in transactions of a real broker. */
@EndToEnd
class TransactionalKafkaSinkEndToEndSuite extends AnyFunSuite {
  private def sink(broker: Broker, topic: String, run: String = "r"): Sink[CountedWord] = {
    val sink: Sink[CountedWord] =
      OpenSinks.parse(s"kafka:${broker.address}/$topic?transactional=true", WordRows.format, run)
    sink.check()
    sink
  }

  private def rows(broker: Broker, topic: String): Seq[(Long, String, Long)] =
    KafkaTransactionsEndToEndSuite
      .committed(broker.address, topic)
      .map(row => (row("batch").toLong, row("word"), row("count").toLong))

  test("a batch is there once, though it is written again by this driver or the next") {
    Broker.use() { broker =>
      val first = sink(broker, "once")
      first.takeOver(1, "pid 1")
      first.write(WordRows.words("a" -> 1, "b" -> 2), 1000)
      first.write(WordRows.words("a" -> 1, "b" -> 2), 1000)
      first.write(WordRows.words(), 1500)
      val second = sink(broker, "once")
      second.takeOver(2, "pid 2")
      second.write(WordRows.words("a" -> 1, "b" -> 2), 1000)
      second.write(WordRows.words("a" -> 3), 2000)
      assert(rows(broker, "once") == Seq((1000L, "a", 1L), (1000L, "b", 2L), (2000L, "a", 3L)))

      val said = intercept[UserError](first.write(WordRows.words("a" -> 100), 3000)).getMessage
      assert(said.contains("another driver has taken run twinstream-r over"), said)
      // Another run has batches of its own.
      sink(broker, "once", "other").write(WordRows.words("a" -> 7), 1000)
      assert(rows(broker, "once").last == ((1000L, "a", 7L)) && rows(broker, "once").size == 4)
    }
  }

  test(
    "the first batch of a query has the number 0, and a driver that begins anew does not take it for sent"
  ) {
    Broker.use() { broker =>
      val first = sink(broker, "zero")
      first.takeOver(1, "pid 1")
      val second = sink(broker, "zero")
      second.takeOver(2, "pid 2")
      second.write(WordRows.words("a" -> 1), 0)
      second.write(WordRows.words("a" -> 1), 0)
      assert(rows(broker, "zero") == Seq((0L, "a", 1L)))
    }
  }

  test("a row that is too large for the topic is sent shorter, and the batch with it") {
    Broker.use() { broker =>
      val words = sink(broker, "large")
      words.write(WordRows.words("x" * 2000000 -> 1, "b" -> 2), 1)
      val found = rows(broker, "large")
      assert(found.map(_._3) == Seq(1L, 2L) && found.head._2.length == 10000)
    }
  }

  test("the form is checked") {
    for (spec <- Seq("kafka:h:1/t?transactional=yes", "kafka:h:1/a,b?transactional=true"))
      assert(
        intercept[UserError](OpenSinks.parse[CountedWord](spec, WordRows.format, "r")).getMessage
          .contains(spec.take(9))
      )
  }
}
