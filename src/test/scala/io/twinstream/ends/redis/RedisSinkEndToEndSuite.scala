package io.twinstream.ends.redis

import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.{OpenSinks, WordRows}
import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.{EndToEnd, TempFolder}
import java.nio.file.Files
import java.util.Arrays
import java.util.concurrent.{CountDownLatch, Executors, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Rows in a real Redis. */
@EndToEnd
class RedisSinkEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-redis")
  private var started = Option.empty[Redis]

  private def redis: Redis = started.getOrElse {
    started = Some(Redis.start(folder))
    started.get
  }

  override def afterAll(): Unit = {
    started.foreach(_.close())
    TempFolder.delete(folder)
  }

  private def opened(spec: String, isOfBatch: Boolean = false, run: String = "r"): Sink[CountedWord] =
    OpenSinks.parse(spec, WordRows.format, run, classOf[CountedWord], isOfBatch, KafkaClientSettings.NONE)

  private def sink(prefix: String, isOfBatch: Boolean = false, run: String = "r"): Sink[CountedWord] = {
    val sink = opened(redis.sink(prefix), isOfBatch, run)
    sink.check()
    sink
  }

  private def row(word: String, count: Long) = Map("word" -> word, "count" -> count.toString)

  private def failure(work: => Unit): String = intercept[UserError](work).getMessage

  test("a total replaces that of an earlier batch; a batch replaces all of its own rows") {
    val totals = sink("totals")
    totals.write(WordRows.words("a" -> 1, "b" -> 2), 1000)
    totals.write(WordRows.words("a" -> 3), 2000)
    totals.write(WordRows.words(), 3000)
    assert(redis.hashes("totals") == Map("totals:a" -> row("a", 3), "totals:b" -> row("b", 2)))
    val perBatch = sink("per", isOfBatch = true)
    perBatch.write(WordRows.words("a" -> 1, "gone" -> 1), 1000)
    perBatch.write(WordRows.words("a" -> 3), 2000)
    perBatch.write(WordRows.words("a" -> 2, "b" -> 1), 1000)
    sink("per", isOfBatch = true, run = "other").write(WordRows.words("a" -> 7), 1000)
    assert(
      redis.hashes("per") == Map(
        "per:r:1000:a" -> row("a", 2),
        "per:r:1000:b" -> row("b", 1),
        "per:r:2000:a" -> row("a", 3),
        "per:other:1000:a" -> row("a", 7)
      )
    )
    assert(
      redis.ask(_.smembers("per:r:1000")) == new java.util.HashSet(
        Arrays.asList("per:r:1000:a", "per:r:1000:b")
      )
    )
  }

  test("keys that differ stay different, whatever characters they have") {
    val words = Seq(
      "a:b",
      "a\\:b",
      "a\\",
      ":",
      "",
      "\u0000",
      "a\ud83d",
      "a\ufffd",
      "\ud83d\ude00",
      "x" * 10000,
      "x" * 10001
    )
    val totals = sink("odd")
    totals.write(WordRows.words(words.zipWithIndex.map { case (word, n) => word -> n.toLong }: _*), 1)
    val found = redis.hashes("odd").values.map(row => row("count").toInt -> row("word")).toMap
    assert(found.keySet == words.indices.toSet)
    assert(found(8) == words(8) && found(9) == words(9) && found(5) == "\u0000" && found(6) == "a\ufffd")
  }

  test("many rows of one batch appear in one step") {
    val totals = sink("many")
    def batch(count: Long) = WordRows.words((1 to 20000).map(n => s"w$n" -> count): _*)
    totals.write(batch(0), 1)
    val isOver = new CountDownLatch(1)
    val reader = Executors.newSingleThreadExecutor
    try {
      // First and last key, read in one step too.
      val seen = reader.submit(() => {
        var pairs = Set.empty[(String, String)]
        redis.ask { client =>
          while (isOver.getCount > 0) {
            val transaction = client.multi()
            val (first, last) =
              (transaction.hget("many:w1", "count"), transaction.hget("many:w20000", "count"))
            transaction.exec()
            pairs += first.get -> last.get
          }
        }
        pairs
      })
      for (count <- 1 to 5) totals.write(batch(count.toLong), count + 1L)
      isOver.countDown()
      val pairs = seen.get(60, TimeUnit.SECONDS)
      assert(pairs.size > 1 && pairs.forall { case (first, last) => first == last }, pairs)
    } finally reader.shutdownNow()
    assert(redis.hashes("many").size == 20000)
  }

  test("nothing of a batch is written where one of its keys is not a row") {
    val totals = sink("mixed")
    redis.ask(_.set("mixed:c", "a text of somebody else"))
    val said = failure(totals.write(WordRows.words("a" -> 1, "c" -> 2), 1000))
    assert(said.contains("mixed:c is of type string") && said.contains("batch 1000 was not written"), said)
    assert(redis.hashes("mixed").isEmpty)
  }

  test("a column without a value has no field, and loses that of an earlier row") {
    val format = new RowFormat(Arrays.asList("word"), Arrays.asList("note"))
    val notes: Sink[String] =
      OpenSinks.parse(redis.sink("notes"), format, "r", classOf[String], false, KafkaClientSettings.NONE)
    notes.check()
    notes.write(
      BatchRows.of(Arrays.asList("""{"word":"a","note":"n"}""", """{"word":"b","note":{"x":[1]}}""")),
      1
    )
    assert(redis.hashes("notes")("notes:b")("note") == """{"x":[1]}""")
    notes.write(BatchRows.of(Arrays.asList("""{"word":"a","note":null}""")), 2)
    assert(redis.hashes("notes")("notes:a") == Map("word" -> "a"))
  }

  test("rows of other columns, and rows of a batch beside totals, are refused") {
    sink("columns").write(WordRows.words("a" -> 1), 1)
    assert(
      failure(sink("columns", isOfBatch = true)).contains("has rows with the columns 'totals: word -> count'")
    )
    val format = new RowFormat(Arrays.asList("word"), Arrays.asList("total"))
    val other: Sink[CountedWord] =
      OpenSinks.parse(
        redis.sink("columns"),
        format,
        "r",
        classOf[CountedWord],
        false,
        KafkaClientSettings.NONE
      )
    assert(failure(other.check()).contains("name another prefix"))
  }

  test("a row with a time to live is gone after it") {
    val short = opened(redis.sink("short").replace("#", "?ttl=50ms#"), isOfBatch = true)
    short.check()
    short.write(WordRows.words("a" -> 1), 1)
    redis.ask { client =>
      val limit = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
      while (client.exists("short:r:1:a") || client.exists("short:r:1")) assert(System.nanoTime < limit)
    }
    val long = opened(redis.sink("long").replace("#", "?ttl=1h#"))
    long.check()
    long.write(WordRows.words("a" -> 1), 1)
    val left = redis.ask(_.pttl("long:a"))
    assert(left > 3500000 && left <= 3600000)
  }

  test("of two drivers of a run the later one writes") {
    val (first, second) = (sink("fence"), sink("fence"))
    first.takeOver(1, "pid 1")
    first.write(WordRows.words("a" -> 1), 1)
    second.takeOver(2, "pid 2")
    val said = failure(first.write(WordRows.words("a" -> 100), 2))
    assert(said.contains("another driver has taken run r over (pid 2)"), said)
    second.write(WordRows.words("a" -> 2), 2)
    // A checkpoint that was put back from a copy counts its drivers anew.
    val third = sink("fence")
    third.takeOver(2, "pid 3")
    assert(failure(second.write(WordRows.words("a" -> 100), 3)).contains("pid 3"))
    third.write(WordRows.words("a" -> 3), 3)
    assert(redis.hashes("fence") == Map("fence:a" -> row("a", 3)))
  }

  test("a batch whose answer was lost is written again and counts once") {
    val totals = sink("again")
    totals.takeOver(1, "pid 1")
    totals.write(WordRows.words("a" -> 1), 1)
    totals.write(WordRows.words("a" -> 2), 2)
    totals.write(WordRows.words("a" -> 2), 2)
    assert(redis.hashes("again") == Map("again:a" -> row("a", 2)))
  }

  test("a server that has lost rows is found out") {
    val totals = sink("lost")
    totals.takeOver(1, "pid 1")
    totals.write(WordRows.words("a" -> 1), 1)
    totals.write(WordRows.words("a" -> 2), 2)
    redis.ask(_.hset("twinstream:lost", "batch:r", "1")) // as one that comes back without its last writes
    assert(
      failure(totals.write(WordRows.words("a" -> 3), 3))
        .contains("has lost rows: batch 2 was written, and the last it knows is 1")
    )
    redis.ask(_.del("twinstream:lost"))
    assert(
      failure(totals.write(WordRows.words("a" -> 3), 3))
        .contains("the entry of run r in twinstream:lost is gone")
    )
    val alone = sink("alone")
    alone.write(WordRows.words("a" -> 1), 1)
    redis.ask(_.del("twinstream:alone"))
    assert(failure(alone.write(WordRows.words("a" -> 2), 2)).contains("the last it knows is none"))
  }

  test("a server that evicts is refused, at the start and while it runs; one that is full says so") {
    val totals = sink("evicts")
    def set(policy: String, most: String): Unit = redis.ask { client =>
      client.configSet("maxmemory", most)
      client.configSet("maxmemory-policy", policy)
      ()
    }
    try {
      set("allkeys-lru", "100mb")
      assert(
        failure(totals.check()).contains("evicts keys when its memory is full (maxmemory-policy allkeys-lru")
      )
      assert(failure(totals.write(WordRows.words("a" -> 1), 1)).contains("set maxmemory-policy noeviction"))
      set("volatile-ttl", "100mb")
      totals.check()
      assert(failure(opened(redis.sink("evicts").replace("#", "?ttl=1h#")).check()).contains("volatile-ttl"))
      set("noeviction", "100")
      assert(failure(totals.write(WordRows.words("a" -> 1), 1)).contains("OOM"))
      assert(redis.hashes("evicts").isEmpty)
    } finally set("noeviction", "0")
    totals.write(WordRows.words("a" -> 1), 1)
    assert(redis.hashes("evicts").size == 1)
  }

  test("a server that is away is waited for, and giving up ends the wait") {
    TempFolder.use { folder =>
      val other = Redis.start(folder)
      try {
        val totals = opened(other.sink("away"))
        totals.check()
        totals.write(WordRows.words("a" -> 1), 1)
        other.stop()
        val writer = Executors.newSingleThreadExecutor
        try {
          val waits = writer.submit((() => totals.write(WordRows.words("a" -> 2), 2)): Runnable)
          other.startAgain()
          waits.get(60, TimeUnit.SECONDS)
          assert(other.hashes("away") == Map("away:a" -> row("a", 2)))
          other.stop()
          val waitsAgain = writer.submit(
            (() => assert(failure(totals.write(WordRows.words("a" -> 3), 3)).contains("localhost"))): Runnable
          )
          totals.giveUp()
          waitsAgain.get(60, TimeUnit.SECONDS)
        } finally writer.shutdownNow()
      } finally other.close()
    }
  }

  test("no message has the password; a wrong one, a wrong port and a wrong form are said") {
    val url = redis.sink("p")
    val wrong = url.replaceAll("default:[^@]*@", "default:secret@")
    val said = Seq(
      failure(opened(wrong).check()) -> "WRONGPASS",
      failure(opened(url.replace(s":${redis.port}", ":1")).check()) -> "Failed to connect to localhost:1",
      failure(opened(url.replace("#p", "/99#p")).check()) -> "out of range",
      failure(opened("redis://default:secret@localhost")) -> "write redis://",
      failure(opened("redis://default:secret@localhost#a b")) -> "write redis://",
      failure(opened("redis://default:secret@localhost?ttl=soon#p")) -> "'soon' is not a duration",
      failure(opened("redis://default:secret@localhost?tls=maybe#p")) -> "tls=maybe: write true or false",
      failure(opened("redis://default:secret@localhost?size=1#p")) -> "unknown parameter 'size'",
      failure(opened("redis:localhost#p")) -> "write redis://"
    )
    for ((message, part) <- said) assert(message.contains(part) && !message.contains("secret"), message)
  }
}
