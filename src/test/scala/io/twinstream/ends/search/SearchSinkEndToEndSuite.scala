package io.twinstream.ends.search

import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.{EveryType, OpenSinks, WordRows}
import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.{EndToEnd, TempFolder}
import java.nio.file.Files
import java.util.Arrays
import java.util.concurrent.{Executors, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Rows in a real OpenSearch. */
@EndToEnd
class SearchSinkEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-search")
  private lazy val search = SearchIndex.start(folder)

  override def afterAll(): Unit = {
    search.close()
    TempFolder.delete(folder)
  }

  private def opened(spec: String, isOfBatch: Boolean = false, run: String = "r"): Sink[CountedWord] =
    OpenSinks.parse(spec, WordRows.format, run, classOf[CountedWord], isOfBatch, KafkaClientSettings.NONE)

  private def sink(index: String, isOfBatch: Boolean = false, run: String = "r"): Sink[CountedWord] = {
    val sink = opened(search.sink(index), isOfBatch, run)
    sink.check()
    sink
  }

  private def row(word: String, count: Long) = Map("word" -> word, "count" -> count.toString)

  private def failure(work: => Unit): String = intercept[UserError](work).getMessage

  test("a total replaces that of an earlier batch, and never that of a later one") {
    val totals = sink("totals")
    totals.write(WordRows.words("a" -> 1, "b" -> 2, "" -> 9), 1000)
    totals.write(WordRows.words("a" -> 3), 2000)
    totals.write(WordRows.words(), 3000)
    totals.write(WordRows.words("a" -> 1, "b" -> 2), 1000) // as a driver that was taken for dead
    assert(search.documents("totals") == Map("a" -> row("a", 3), "b" -> row("b", 2), "\\" -> row("", 9)))
  }

  test("a run whose batches are counted anew writes over those of the runs before it") {
    sink("moved", run = "classic").write(WordRows.words("a" -> 1), 1795202335000L)
    sink("moved", run = "port").write(WordRows.words("a" -> 2), 0)
    sink("moved", run = "back").write(WordRows.words("a" -> 3), 1795202336000L)
    assert(search.documents("moved") == Map("a" -> row("a", 3)))
  }

  test("a batch that is written again replaces all of its own rows, by the next driver too") {
    val first = sink("per", isOfBatch = true)
    first.takeOver(1, "pid 1")
    first.write(WordRows.words("a" -> 1, "gone" -> 1), 1000)
    first.write(WordRows.words("a" -> 3), 2000)
    val second = sink("per", isOfBatch = true)
    second.takeOver(2, "pid 2")
    second.write(WordRows.words("a" -> 2, "b" -> 1), 1000)
    sink("per", isOfBatch = true, run = "other").write(WordRows.words("a" -> 7), 1000)
    def of(run: String, batch: Long, word: String, count: Long) =
      s"$run:$batch:$word" -> (row(word, count) ++ Map("run" -> run, "batch" -> batch.toString))
    assert(
      search.documents("per") ==
        Map(of("r", 1000, "a", 2), of("r", 1000, "b", 1), of("r", 2000, "a", 3), of("other", 1000, "a", 7))
    )
  }

  test("of two drivers of a run the later one writes") {
    val (first, second) = (sink("fence"), sink("fence"))
    first.takeOver(1, "pid 1")
    first.write(WordRows.words("a" -> 1), 1)
    second.takeOver(2, "pid 2")
    val said = failure(first.write(WordRows.words("a" -> 100), 2))
    assert(said.contains("another driver has taken run r over (pid 2)"), said)
    second.write(WordRows.words("a" -> 2), 2)
    val third = sink("fence")
    third.takeOver(2, "pid 3") // a checkpoint that was put back from a copy counts its drivers anew
    assert(failure(second.write(WordRows.words("a" -> 100), 3)).contains("pid 3"))
    assert(search.documents("fence") == Map("a" -> row("a", 2)))
  }

  test("many rows, and keys that differ stay different") {
    val odd = Seq("a:b", "a\\:b", "a\\", ":", "\\", "a\ud83d", "a\ufffd", "x" * 600, "x" * 601, "y" * 40000)
    val words = odd ++ (1 to 5000).map(n => s"w$n")
    sink("many").write(WordRows.words(words.zipWithIndex.map { case (word, n) => word -> n.toLong }: _*), 1)
    val found = search.documents("many").values.map(row => row("count").toInt -> row("word")).toMap
    assert(found.keySet == words.indices.toSet)
    assert(found(9) == "y" * 40000 && found(5) == "a\ufffd" && found(3) == ":")
  }

  test("numbers that are none become nothing, and every type has its own") {
    val format = new RowFormat(
      Arrays.asList("number"),
      Arrays.asList("real", "small", "exact", "whole", "flag", "nothing", "text")
    )
    val every: Sink[EveryType] =
      OpenSinks.parse(search.sink("every"), format, "r", classOf[EveryType], false, KafkaClientSettings.NONE)
    every.check()
    every.write(
      BatchRows.of(Arrays.asList(new EveryType("t", "", 1, Double.NaN), new EveryType("t", "", 2, 0.1))),
      1
    )
    val rest = Map(
      "small" -> "0.5",
      "exact" -> "12345678901234567890.123456789",
      "whole" -> "98765432109876543210",
      "flag" -> "true",
      "nothing" -> "null",
      "text" -> "t"
    )
    assert(
      search.documents("every") ==
        Map(
          "1" -> (rest ++ Map("number" -> "1", "real" -> "null")),
          "2" -> (rest ++ Map("number" -> "2", "real" -> "0.1"))
        )
    )
  }

  test("an index with another mapping is refused, and so is a row that it does not take") {
    search.ask(
      "PUT",
      "/other",
      """{"mappings":{"properties":{"word":{"type":"text"},"count":{"type":"long"}}}}"""
    )
    assert(failure(sink("other")).contains("word is text there, and keyword in the rows"))
    search.ask("PUT", "/less", """{"mappings":{"properties":{"word":{"type":"keyword"}}}}""")
    assert(failure(sink("less")).contains("count is not there, and long in the rows"))
    val totals = sink("changed")
    search.ask("DELETE", "/changed")
    search.ask("PUT", "/changed", """{"mappings":{"properties":{"word":{"type":"integer"}}}}""")
    val said = failure(totals.write(WordRows.words("a" -> 1), 1))
    assert(said.contains("refuses document 'a'") && said.contains("\"a\""), said)
  }

  test("a server that is away is waited for, and giving up ends the wait") {
    TempFolder.use { place =>
      val other = SearchIndex.start(place)
      try {
        val totals = opened(other.sink("away"))
        totals.check()
        totals.write(WordRows.words("a" -> 1), 1)
        other.stop()
        val writer = Executors.newSingleThreadExecutor
        try {
          val waits = writer.submit((() => totals.write(WordRows.words("a" -> 2), 2)): Runnable)
          other.startAgain()
          waits.get(120, TimeUnit.SECONDS)
          assert(other.documents("away") == Map("a" -> row("a", 2)))
          other.stop()
          val given = writer.submit(
            (
                () => assert(failure(totals.write(WordRows.words("a" -> 3), 3)).contains("is not there"))
            ): Runnable
          )
          totals.giveUp()
          given.get(60, TimeUnit.SECONDS)
        } finally writer.shutdownNow()
      } finally other.close()
    }
  }

  test("no message has the password; a wrong port and a wrong form are said") {
    val said = Seq(
      failure(opened("search:http://me:secret@localhost:1/x").check()) -> "is not there",
      failure(opened("search:http://me:secret@localhost/X")) -> "write search:http",
      failure(opened("search:http://me:secret@localhost/_x")) -> "write search:http",
      failure(opened("search:localhost:9200/x")) -> "write search:http",
      failure(opened("search:http://me:secret@localhost:9200")) -> "write search:http"
    )
    for ((message, part) <- said) assert(message.contains(part) && !message.contains("secret"), message)
  }
}
