package io.twinstream.endtoend

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit
import org.apache.kafka.clients.producer.ProducerRecord
import org.scalatest.funsuite.AnyFunSuite

/** The word counts on Kafka as processes: killed drivers, limits, and errors of the command line. */
@EndToEnd
class KafkaRunEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared
  private val lines = 3000
  private val random = new Random(20260103L)

  private def feed(folder: Path, topic: String, rate: Int): Bin.Running = {
    val file = TempFolder.write(folder.resolve("lines"), (1 to lines).map(n => s"a w$n\n").mkString)
    Bin.start(
      folder,
      Seq("bin/twinstream", "feed", file.toString, "--to", s"kafka:${broker.address}/$topic") ++
        Seq("--partitions", "2", "--rate", rate.toString)
    )
  }

  private def command(job: String, engine: String, topic: String, out: Path, more: String*): Seq[String] =
    Seq("bin/twinstream", "run", job, "--engine", engine, "--master", "local[2]") ++
      Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:$out") ++
      Seq("--conf", "spark.streaming.backpressure.enabled=false") ++ more

  private def highest(rows: Seq[JsonNode]): Map[String, Long] =
    rows.groupBy(_.get("word").asText).map { case (word, each) =>
      (word, each.map(_.get("count").asLong).max)
    }

  for (
    (engine, limit) <- Seq(
      "dstream" -> "--max-rate-per-partition",
      "structured" -> "--max-offsets-per-trigger"
    )
  ) {
    test(s"$engine: running-word-count is exact after a SIGKILL, and keeps its limit", LongRun) {
      TempFolder.use { folder =>
        val topic = s"killed-$engine"
        val out = folder.resolve("out")
        val fed = feed(folder, topic, 1500).await()
        assert(fed.exit == 0 && fed.err.contains("sent 3,000 lines"), fed)
        // 2 partitions, batches of half a second: 600 records a batch on either engine.
        val run = command("running-word-count", engine, topic, out, limit, "600") ++
          Seq("--checkpoint", folder.resolve("checkpoint").toString, "--batch-interval", "500ms")
        val first = Bin.start(folder, run)
        val moment = 200 + random.nextInt(1500)
        Bin.eventually(first)(Rows.in(out).size > moment)
        first.signal("KILL")
        assert(first.await().exit == 137)
        val last = Bin.start(folder, run ++ Seq("--until", "end")).await()
        assert(last.exit == 0, last)
        val rows = Rows.in(out)
        val words = (1 to lines).map(n => s"w$n" -> 1L).toMap + ("a" -> lines.toLong)
        assert(highest(rows) == words)
        assert(rows.size == lines + rows.count(_.get("word").asText == "a"), "a word was written twice")
        val perBatch = rows.groupBy(_.get("batch").asLong).values.map(_.size - 1).max
        assert(perBatch <= 600, "more records in a batch than the limit")
      }
    }

    test(s"$engine: windowed-word-count on Kafka", LongRun) {
      TempFolder.use { folder =>
        val topic = s"windowed-$engine"
        broker.create(topic, 1)
        broker.send(topic, 0, "a b a", "a")
        val out = folder.resolve("out")
        val running =
          Bin.start(
            folder,
            command("windowed-word-count", engine, topic, out, "--", "--window", "4s", "--slide", "1s")
          )
        Bin.eventually(running)(highest(Rows.in(out)) == Map("a" -> 3L, "b" -> 1L))
        running.signal("TERM")
        val result = running.await()
        assert(result.exit == 0, result)
      }
    }
  }

  test("structured: a producer whose clock is ahead silences no window") {
    TempFolder.use { folder =>
      val topic = "clock-ahead"
      broker.create(topic, 1)
      val now = System.currentTimeMillis
      val ahead = now + 50 * 60 * 1000L // a broker refuses an hour (message.timestamp.after.max.ms)
      val to = broker.producer()
      try
        for ((word, at) <- Seq("a" -> now, "b" -> ahead, "c" -> (now + 1), "d" -> (now + 2)))
          to.send(new ProducerRecord(topic, 0, at, Array.empty[Byte], word.getBytes))
            .get(30, TimeUnit.SECONDS)
      finally to.close()
      val out = folder.resolve("out")
      val result = Bin.run(
        folder,
        command("windowed-word-count", "structured", topic, out, "--max-offsets-per-trigger", "1") ++
          Seq("--until", "end", "--", "--window", "4s", "--slide", "4s", "--lateness", "2m"): _*
      )
      assert(result.exit == 0, result)
      assert(highest(Rows.in(out)) == Map("a" -> 1L, "b" -> 1L, "c" -> 1L, "d" -> 1L), result)
    }
  }

  test("errors of the command line: one line each, before anything starts") {
    TempFolder.use { folder =>
      val out = folder.resolve("out")
      val cases = Seq(
        (2, "'kafka:localhost/t': write kafka:HOST:PORT/TOPIC", Seq("--source", "kafka:localhost/t")),
        (3, "there is no topic 'nowhere'", Seq("--source", s"kafka:${broker.address}/nowhere")),
        (2, "starting offsets 'somewhere'", Seq("--starting-offsets", "somewhere")),
        (
          2,
          "only structured has it; for dstream write --max-rate-per-partition",
          Seq("--max-offsets-per-trigger", "5")
        )
      ).map { case (exit, message, options) => (exit, message, "word-count", options) } :+ (
        (
          2,
          "vote-tally rebuilds its state from the beginning of the topic",
          "vote-tally",
          Seq(
            "--source",
            s"kafka:${broker.address}/any",
            "--offsets",
            "group",
            "--starting-offsets",
            "latest"
          )
        )
      )
      broker.create("any", 1)
      for ((exit, message, job, options) <- cases) {
        val result = Bin.run(
          folder,
          Seq(
            "bin/twinstream",
            "run",
            job,
            "--engine",
            "dstream",
            "--sink",
            s"json:$out"
          ) ++ options: _*
        )
        assert(
          result.exit == exit && result.err.linesIterator
            .filterNot(_ == "run: starting")
            .next
            .contains(message),
          result
        )
      }
    }
  }
}
