package io.twinstream.endtoend

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.bench.state.StateContestant
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** `bench` measures the right thing; how fast it is, is not tested. */
@EndToEnd
class BenchEndToEndSuite extends AnyFunSuite {
  test("bench state: each batch after the warm-up is measured, and the totals are the known ones", LongRun) {
    TempFolder.use { folder =>
      val contestant = "spark dstream mapWithState"
      val result = Bin.run(
        folder,
        Seq("bin/twinstream", "bench", "state", "--keys", "1000", "--heap", "512m", "--only", contestant) ++
          Seq("--out", folder.resolve("out").toString): _*
      )
      assert(result.exit == 0 && result.out.contains(contestant), result)
      val row = Rows.read(folder.resolve("out/state.json")).get("contestants").get(0)
      assert(row.get("correct").asBoolean && row.get("keys").asInt == 1000)
      val millis = row.get("millisPerBatch")
      val Seq(min, median, max) = Seq("min", "median", "max").map(millis.get(_).asLong)
      assert(0 < min && min <= median && median <= max)
    }
  }

  test("a contestant that has too little memory is named, and the others go on") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "bench", "state", "--keys", "1000", "--heap", "8m")
      assert(result.exit == 1, result)
      assert(result.out.split("\n").length == 1 + StateContestant.values.length, result)
      assert(result.out.contains("exit code") || result.out.contains("stopped after"), result)
    }
  }

  test("bench words-kafka: the totals are the known ones, for an engine and for the limit", LongRun) {
    TempFolder.use { folder =>
      val contestants = Seq("limit consumer+count", "twinstream structured")
      val result = Bin.run(
        folder,
        Seq(
          "bin/twinstream",
          "bench",
          "words-kafka",
          "--lines",
          "20000",
          "--words",
          "1000",
          "--passes",
          "1"
        ) ++
          Seq(
            "--heap",
            "512m",
            "--only",
            contestants.mkString(","),
            "--out",
            folder.resolve("out").toString
          ): _*
      )
      assert(result.exit == 0, result)
      val rows = Rows.read(folder.resolve("out/words-kafka.json")).get("contestants")
      assert(contestants.indices.map(rows.get(_).get("name").asText) == contestants)
      for (row <- contestants.indices.map(rows.get)) {
        assert(row.get("correct").asBoolean && row.get("linesPerSecond").get("median").asLong > 0, row)
      }
    }
  }

  test(
    "bench words-socket: every line that was sent is counted, plain, acknowledged and by the limit",
    LongRun
  ) {
    TempFolder.use { folder =>
      val contestants =
        Seq("limit blocks+count", "twinstream dstream", "twinstream dstream acknowledged")
      val result = Bin.run(
        folder,
        Seq(
          "bin/twinstream",
          "bench",
          "words-socket",
          "--seconds",
          "6",
          "--words",
          "1000",
          "--heap",
          "512m"
        ) ++
          Seq("--only", contestants.mkString(","), "--out", folder.resolve("out").toString): _*
      )
      assert(result.exit == 0, result)
      val rows = Rows.read(folder.resolve("out/words-socket.json")).get("contestants")
      assert(contestants.indices.map(rows.get(_).get("name").asText) == contestants)
      for (row <- contestants.indices.map(rows.get))
        assert(
          row.get("correct").asBoolean && row.get("linesSent").asLong > 0 &&
            row.get("liveHeapMebibytes").get("atEnd").asLong > 0,
          row
        )
    }
  }

  test("a scenario for which there is too little memory is refused before anything starts") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "bench", "words-socket", "--heap", "900g")
      assert(result.exit == 3 && result.out.isEmpty, result)
      assert(result.err.contains("needs 922,112 MiB of memory at once"), result)
    }
  }

  test("bench start: each program has its first result", LongRun) {
    TempFolder.use { folder =>
      val contestants = Seq("twinstream dstream", "spark structured")
      val result = Bin.run(
        folder,
        Seq("bin/twinstream", "bench", "start", "--passes", "1", "--only", contestants.mkString(",")) ++
          Seq("--out", folder.resolve("out").toString): _*
      )
      assert(result.exit == 0, result)
      val rows = Rows.read(folder.resolve("out/start.json")).get("contestants")
      assert(contestants.indices.map(rows.get(_).get("name").asText) == contestants)
      assert(contestants.indices.forall(rows.get(_).get("millisToFirstResult").get("min").asLong > 1000))
    }
  }

  test("bench windows: the counts of the last window are the known ones", LongRun) {
    val rows = measured("windows", "--words", "1000", "--heap", "1g")
    assert(rows.map(_.get("name").asText).distinct.size == 4)
    for (row <- rows)
      assert(row.get("correct").asBoolean && row.get("millisPerBatch").get("median").asLong > 0, row)
  }

  test("bench recovery: the state comes back", LongRun) {
    val rows = measured("recovery", "--passes", "1", "--only", "twinstream dstream,twinstream structured")
    assert(rows.size == 2)
    for (row <- rows)
      assert(row.get("correct").asBoolean && row.get("millisToFirstResult").get("min").asLong > 1000, row)
  }

  test("bench receiver: every line is counted once", LongRun) {
    val rows = measured("receiver", "--passes", "1", "--heap", "1g")
    assert(rows.size == 4)
    for (row <- rows)
      assert(row.get("correct").asBoolean && row.get("linesPerSecond").get("min").asLong > 0, row)
  }

  test("bench watching: all figures are the known ones, and their cost is measured", LongRun) {
    val rows = measured("watching", "--heap", "1g")
    assert(rows.size == 2)
    for (row <- rows) {
      val micros = row.get("microsPerBatch")
      val measured = Seq("listener", "page", "metrics").forall(micros.get(_).asDouble > 0)
      assert(row.get("correct").asBoolean && measured && row.get("percentOfBatch").asDouble > 0, row)
    }
  }

  test("bench move: the savepoint has all keys", LongRun) {
    val rows = measured("move", "--keys", "1000", "--heap", "1g")
    assert(rows.size == StateContestant.values.length)
    for (row <- rows)
      assert(row.get("correct").asBoolean && row.get("keysPerSecond").asLong > 0, row)
  }

  private def measured(scenario: String, options: String*): Seq[JsonNode] =
    TempFolder.use { folder =>
      val out = folder.resolve("out")
      val result = Bin.run(
        folder,
        Seq("bin/twinstream", "bench", scenario, "--out", out.toString) ++ options: _*
      )
      assert(result.exit == 0, result)
      Rows.read(out.resolve(scenario + ".json")).get("contestants").elements.asScala.toSeq
    }

  test("bench latency: each mark comes out once", LongRun) {
    TempFolder.use { folder =>
      val result = Bin.run(
        folder,
        Seq("bin/twinstream", "bench", "latency", "--seconds", "6", "--heap", "512m") ++
          Seq("--only", "limit consumer,twinstream dstream", "--out", folder.resolve("out").toString): _*
      )
      assert(result.exit == 0, result)
      val rows = Rows.read(folder.resolve("out/latency.json")).get("contestants")
      for (row <- Seq(rows.get(0), rows.get(1))) {
        val millis = row.get("percentiles").elements.asScala.map(_.get("millis").asDouble).toSeq
        assert(row.get("correct").asBoolean && millis == millis.sorted && millis.last > 0, row)
      }
      assert(Files.exists(folder.resolve("out/report.html")))
    }
  }

  test("a bench that is asked to end takes its contestant with it") {
    TempFolder.use { folder =>
      val running = Bin.start(
        folder,
        Seq("bin/twinstream", "bench", "words-socket", "--heap", "512m", "--only", "limit readLine")
      )
      try {
        Bin.eventually(running)(running.descendants.nonEmpty)
        val contestants = running.descendants
        running.signal("TERM")
        running.await()
        contestants.foreach(_.onExit.get(10, TimeUnit.SECONDS))
      } finally running.kill()
    }
  }
}
