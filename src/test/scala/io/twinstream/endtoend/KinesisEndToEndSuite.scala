package io.twinstream.endtoend

import io.twinstream.ends.kinesis.{Kinesalite, KinesisPositions}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.Random
import java.util.concurrent.ConcurrentHashMap
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A Kinesis stream as the source of both engines: all of it, while it is split and merged, with drivers that
  * are killed with SIGKILL, and what is told where it cannot be read.
  */
@EndToEnd
class KinesisEndToEndSuite extends AnyFunSuite {
  private val seed = 20261128L

  private val credentials = Map(
    "AWS_ACCESS_KEY_ID" -> "key",
    "AWS_SECRET_ACCESS_KEY" -> "secret",
    "AWS_EC2_METADATA_DISABLED" -> "true",
    "CBOR_ENABLED" -> "false"
  )

  private def run(
      folder: Path,
      engine: String,
      source: String,
      env: Map[String, String] = credentials,
      log: Boolean = true
  ): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--source", source) ++
        Seq("--sink", s"json:${folder.resolve("out")}", "--checkpoint", s"$folder/checkpoint") ++
        Seq("--master", "local[2]", "--batch-interval", "2s") ++
        Seq("--conf", "spark.streaming.backpressure.enabled=false") ++
        (if (log) Seq("--conf", "spark.streaming.receiver.writeAheadLog.enable=true") else Nil),
      env
    )

  private def totals(folder: Path): Map[String, Long] = Rows.totals(Rows.in(folder.resolve("out")))

  private def stop(running: Bin.Running): Unit = {
    running.signal("TERM")
    val ended = running.await()
    assert(ended.exit == 0, ended)
  }

  private def words(range: Range): Seq[String] = range.map(i => s"w$i")

  /** Where a run keeps how far it is. */
  private def positions(folder: Path, engine: String): Path =
    folder
      .resolve("checkpoint")
      .resolve(
        if (engine == "dstream") "twinstream-kinesis/words" else "sources/0/positions/0"
      )

  /** Splits and merges shards while a run reads, stops it, and starts it again. */
  private def reshards(engine: String): Unit =
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("words", 3)
        server.put("words", words(0 until 300))
        def begin() = run(folder, engine, server.source("words"))
        var running = begin()
        try {
          Bin.eventually(running)(totals(folder).nonEmpty)
          server.split("words")
          server.put("words", words(300 until 600))
          server.merge("words")
          server.put("words", words(600 until 900))
          Bin.eventually(running)(totals(folder).size >= 900)
          stop(running)
          server.put("words", words(900 until 1000))
          running = begin()
          Bin.eventually(running)(totals(folder).size >= 1000)
          stop(running)
          assert(totals(folder) == words(0 until 1000).map(_ -> 1L).toMap)
        } finally running.kill()
      }
    }

  test("dstream: three shards, which are split and merged, and a stop: each record is counted once") {
    reshards("dstream")
  }

  test(
    "structured: three shards, which are split and merged, and a stop: each record is counted once",
    LongRun
  ) {
    reshards("structured")
  }

  private val manyRounds = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(20)

  for {
    engine <- Seq("dstream", "structured")
    (count, rounds) <- Seq("two drivers" -> 2, "many drivers" -> manyRounds)
    tags = LongRun.unless(engine == "structured" && count == "two drivers")
  }
    test(
      s"$engine: $count killed with SIGKILL: nothing is lost, and what is counted twice was not kept",
      tags: _*
    ) {
      Kinesalite.use(server => TempFolder.use(folder => kills(server, folder, engine, rounds)))
    }

  /** What a kill found: how far each shard was kept, and which words were in the stream. */
  private final case class Kill(kept: Map[String, BigInt], words: Int)

  private def kills(server: Kinesalite, folder: Path, engine: String, rounds: Int): Unit = {
    val random = new Random(seed)
    server.create("words", 2)
    // Of each word its shard and number, as the service has said them.
    val numbers = new ConcurrentHashMap[String, (String, BigInt)]
    @volatile var isPutting = true
    @volatile var put = 0
    val putting = new Thread(() =>
      while (isPutting) {
        val some = words(put until put + 100)
        server.putNumbered("words", some).foreach { case (word, place) => numbers.put(word, place) }
        put += 100
        Thread.sleep(50)
      }
    )
    putting.start()
    var running = run(folder, engine, server.source("words"))
    try {
      val kills = (1 to rounds).map { _ =>
        val before = totals(folder).size
        Bin.eventually(running)(totals(folder).size > before)
        Thread.sleep(random.nextInt(2500).toLong)
        running.signal("KILL")
        assert(running.await().exit == 137)
        val kill = Kill(KinesisPositions.in(positions(folder, engine)), put)
        running = run(folder, engine, server.source("words"))
        kill
      }
      val before = totals(folder).size
      Bin.eventually(running)(totals(folder).size > before)
      isPutting = false
      putting.join()
      Bin.eventually(running)(totals(folder).size >= put)
      stop(running)
      val counted = totals(folder)
      assert(counted.keySet == words(0 until put).toSet)
      val twice = counted.filter(_._2 > 1)
      for ((word, count) <- twice) {
        val (shard, number) = numbers.get(word)
        // Each time it is counted again, a driver was killed that had not kept it.
        val open = kills.count(kill => kill.kept.get(shard).forall(_ < number))
        assert(count - 1 <= open, s"$word of $shard, $number: $count times, $open")
      }
      info(
        s"$put records, $rounds drivers killed: 0 lost, ${twice.size} counted twice, none of which was kept at a kill"
      )
    } finally {
      isPutting = false
      running.kill()
      putting.join()
    }
  }

  private def told(
      folder: Path,
      engine: String,
      source: String,
      env: Map[String, String] = credentials
  ): String = {
    val running = run(folder, engine, source, env)
    try {
      val ended = running.await()
      assert(Set(2, 3)(ended.exit) && !ended.err.contains("\tat "), ended)
      ended.err
    } finally running.kill()
  }

  for (engine <- Seq("dstream", "structured"))
    test(
      s"$engine: records that are gone before they were read end the run with what to do",
      LongRun.unless(engine == "structured"): _*
    ) {
      Kinesalite.use { server =>
        TempFolder.use { folder =>
          server.create("words", 1)
          server.put("words", words(0 until 100))
          val running = run(folder, engine, server.source("words"))
          try {
            Bin.eventually(running)(totals(folder).size >= 100)
            stop(running)
          } finally running.kill()
          server.put("words", words(100 until 200))
          server.setAhead(java.time.Duration.ofHours(25))
          val err = told(folder, engine, server.source("words"))
          for (part <- Seq("shardId-000000000000 was read until", "may be lost", "delete"))
            assert(err.contains(part), err)
        }
      }
    }

  test(
    "no stream of that name, nobody there, no credentials, no log, a wrong word: told before anything starts"
  ) {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("words", 1)
        val name = told(folder, "structured", server.source("wrods"))
        assert(name.contains("not found") && name.contains("wrods"), name)
        val nobody = s"kinesis:words?region=us-east-1&endpoint=http://localhost:${Bin.freePort()}"
        assert(told(folder, "dstream", nobody).contains("cannot be reached at http://localhost"))
        val none = told(
          folder,
          "structured",
          server.source("words"),
          credentials - "AWS_ACCESS_KEY_ID" + ("AWS_ACCESS_KEY_ID" -> "")
        )
        assert(none.contains("no credentials"), none)
        val unlogged = run(folder, "dstream", server.source("words"), log = false).await()
        assert(unlogged.exit == 2 && unlogged.err.contains("writeAheadLog.enable=true"), unlogged)
        assert(
          told(folder, "structured", "kinesis:words?reigon=x").contains("'reigon=x' is none of its options")
        )
      }
    }
  }

  test("without the SDK on the class path the source says what is missing, and other sources run") {
    TempFolder.use { folder =>
      val script = "source bin/common.sh; find_java; spark_submit \"$@\""
      val main = Seq(
        "--class",
        "io.twinstream.cli.Main",
        Jar.built.toString,
        "run",
        "word-count",
        "--engine",
        "structured"
      )
      val ended = Bin.run(
        folder,
        Seq("bash", "-c", script, "run") ++ main ++ Seq("--source", "kinesis:words?region=us-east-1"): _*
      )
      assert(ended.exit == 2, ended)
      assert(
        ended.err.contains(
          "add software.amazon.awssdk:kinesis and software.amazon.awssdk:url-connection-client"
        )
      )
    }
  }
}
