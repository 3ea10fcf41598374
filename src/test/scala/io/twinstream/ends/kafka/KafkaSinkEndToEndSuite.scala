package io.twinstream.ends.kafka

import io.twinstream.ends.OpenSinks
import io.twinstream.api.Sink
import io.twinstream.ends.WordRows
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.EndToEnd
import io.twinstream.endtoend.Broker
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.InputRecord
import java.nio.charset.StandardCharsets.UTF_8
import java.util.Optional
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Random

/** Rows and dead letters in topics of a real broker. */
@EndToEnd
class KafkaSinkEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared
  private val json = new ObjectMapper

  private def sink(topic: String): Sink[CountedWord] = {
    val sink = OpenSinks.parse(
      s"kafka:${broker.address}/$topic",
      WordRows.format,
      "r",
      classOf[CountedWord],
      true,
      KafkaClientSettings.NONE
    )
    sink.check()
    sink
  }

  private def read(topic: String): Seq[JsonNode] = broker.values(topic).map(json.readTree)

  test("rows are JSON lines under their key columns, and are sent again with their batch") {
    val words = sink("rows")
    words.write(WordRows.parts(Seq("a" -> 1), Seq(), Seq("b" -> 2, "\u0000" -> 3)), 1000)
    words.write(WordRows.words(), 2000)
    words.write(WordRows.words("a" -> 1), 1000)
    val expected = Seq("a" -> 1, "b" -> 2, "\u0000" -> 3, "a" -> 1)
    assert(read("rows").map(row => row.get("word").asText -> row.get("count").asInt) == expected)
    assert(read("rows").forall(_.get("batch").asLong == 1000))
    assert(broker.keys("rows") == Seq("a", "b", "\\u0000", "a").map(word => s"""{"word":"$word"}"""))
  }

  test("half a surrogate pair becomes U+FFFD, and two keys stay two") {
    sink("halves").write(WordRows.words("a\ud83d" -> 1, "a\ude00" -> 2, "b" -> 3), 1000)
    assert(read("halves").map(_.get("count").asInt) == Seq(1, 2, 3))
    assert(broker.keys("halves").distinct.size == 3)
    assert(read("halves").head.get("word").asText.matches("a\ufffd#[0-9a-f]{32}"))
  }

  test("a row over max.request.size has its long texts cut, and two with the same beginning stay two") {
    val random = new Random(7)
    val long = Seq.fill(900000)(random.nextPrintableChar()).mkString // it is in the key and in the value
    sink("large").write(WordRows.words(s"$long 1" -> 1, "a" -> 2, s"$long 2" -> 3), 1000)
    val words = read("large").map(row => row.get("count").asInt -> row.get("word").asText).toMap
    assert(words.keySet == Set(1, 2, 3) && words(2) == "a")
    assert(words(1).startsWith(long.take(900)) && words(1) != words(3))
    assert(broker.keys("large").distinct.size == 3)
  }

  private def letters(topic: String, settings: Map[String, String], values: String*): Seq[JsonNode] = {
    broker.create(topic, 1, settings)
    val to = new DeadLetters(
      KafkaAddress.parse(s"kafka:${broker.address}/$topic"),
      KafkaClientSettings.NONE,
      record => if (record.value == "good") Optional.empty() else Optional.of("bad")
    )
    to.check()
    val records = values.zipWithIndex.map { case (value, n) =>
      new InputRecord("from", 3, n.toLong, 0, value)
    }
    var sent = 0
    val passed = to.passing[InputRecord](records.iterator.asJava, record => record, () => sent += 1)
    assert(passed.asScala.map(_.value).toList == values && sent == values.count(_ != "good"))
    read(topic)
  }

  test("a letter has the reason, the place and the value; a record that can be read has none") {
    assert(
      letters("dead", Map.empty, "a\n\"\u0000", "good", null).map(_.toString) == Seq(
        "{\"reason\":\"bad\",\"topic\":\"from\",\"partition\":3,\"offset\":0,\"value\":\"a\\n\\\"\\u0000\"}",
        "{\"reason\":\"bad\",\"topic\":\"from\",\"partition\":3,\"offset\":2,\"value\":null}"
      )
    )
  }

  test("a letter over max.request.size, also by its escapes, has the beginning of the value") {
    val values = Seq("\u0001" * 200000, "a" * 1048500, "\ufffd" * 400000, "\ud83d\ude00" * 300000)
    val found = letters("dead-large", Map.empty, "small" +: values: _*).sortBy(_.get("offset").asInt)
    assert(found.size == 5)
    assert(found.head.get("value").asText == "small" && !found.head.has("truncated"))
    for ((value, letter) <- values.zip(found.tail)) {
      assert(letter.get("truncated").asBoolean && letter.get("reason").asText == "bad")
      assert(value.startsWith(letter.get("value").asText) && letter.get("value").asText.length >= 9999)
    }
  }

  test("a letter over what the topic takes has no value") {
    val found = letters("dead-narrow", Map("max.message.bytes" -> "20000"), "\u0001" * 50000)
    assert(found.size == 1 && found.head.get("truncated").asBoolean && found.head.get("value").isNull, found)
  }

  test("half a surrogate pair in a letter becomes U+FFFD") {
    val found = letters("dead-halves", Map.empty, "a\ud83d", "\ude00b")
    assert(found.map(_.get("value").asText) == Seq("a\ufffd", "\ufffdb"))
    assert(found.head.get("value").asText.getBytes(UTF_8).length == 4)
  }
}
