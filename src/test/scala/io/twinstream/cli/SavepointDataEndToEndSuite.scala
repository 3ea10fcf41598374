package io.twinstream.cli

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.endtoend.{Bin, Broker, Postgres, Rows}
import io.twinstream.savepoint.Savepoints
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import org.apache.hadoop.conf.Configuration
import org.apache.kafka.clients.consumer.OffsetAndMetadata
import org.apache.kafka.common.TopicPartition
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A program that keeps totals in PostgreSQL and offsets in a group: made a savepoint, looked into, changed,
  * compared, checked and started from.
  */
@EndToEnd
class SavepointDataEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared

  private def savepoint(folder: Path, exit: Int, args: String*): Bin.Result = {
    val result = Bin.run(folder, Seq("bin/twinstream", "savepoint") ++ args: _*)
    assert(result.exit == exit, result)
    result
  }

  /** Totals of what lies before the group's offsets, which `new` words lie behind. */
  private def program(topic: String, postgres: Postgres): Unit = {
    broker.create(topic, 2)
    broker.send(topic, 0, "a b", "a", "new a")
    broker.send(topic, 1, "b", "new")
    val at = Map(0 -> 2L, 1 -> 1L).map { case (p, offset) =>
      new TopicPartition(topic, p) -> new OffsetAndMetadata(offset)
    }
    broker.admin(_.alterConsumerGroupOffsets(topic, at.asJava).all.get())
    postgres.execute("CREATE TABLE totals (word TEXT, n NUMERIC(20, 0), at TIMESTAMPTZ)")
    postgres.execute("INSERT INTO totals VALUES ('a', 2, now()), ('b', 2, now()), ('gone', 9, now())")
  }

  test(
    "from a table of totals and a group to a changed savepoint, from which either engine starts",
    LongRun
  ) {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "totals-in-a-table"
        program(topic, postgres)
        val (made, changed) = (folder.resolve("made").toString, folder.resolve("changed").toString)
        val group = Seq("--group", topic, "--kafka", broker.address, "--job", "running-word-count")
        val state = Seq("--state", postgres.url, "--key", "word")
        val query = Seq("--query", "SELECT word, n FROM totals")
        val rehearsed = savepoint(folder, 0, group ++ state ++ query :+ "--dry-run": _*)
        assert(rehearsed.out.contains("password=***, by SELECT word, n FROM totals\n"), rehearsed)
        val first = savepoint(folder, 0, group ++ state ++ query ++ Seq("--out", made): _*)
        assert(first.out.contains("state: 3 keys, key STRING,state BIGINT\n"), first)
        assert(first.out.contains("careful: state and offsets come from two places"), first)

        val text = savepoint(folder, 0, made, "--sql", "SELECT * FROM state ORDER BY key", "--quiet")
        assert(text.out == "key   state\n----  -----\na         2\nb         2\ngone      9\n", text)
        val csv = savepoint(
          folder,
          0,
          made,
          "--sql",
          "SELECT partition, offset FROM offsets ORDER BY 1",
          "--format",
          "csv"
        )
        assert(csv.out == "partition,offset\n0,2\n1,1\n", csv)

        val edit =
          Seq("--transform", "SELECT * FROM state WHERE key != 'gone'", "--rename", "state=totals") ++
            Seq("--conf", "spark.my.password=hidden", "--set", s"$topic-1=1", "--out", changed)
        assert(savepoint(folder, 0, made +: edit: _*).out.contains("state 'state' renamed 'totals'"))
        val history = Savepoints.read(changed, new Configuration).history.get(0)
        assert(
          history.command.startsWith(s"twinstream savepoint $made --transform 'SELECT * FROM state WHERE key")
        )
        assert(!history.command.contains("hidden") && history.changes.size == 3, history)
        savepoint(folder, 2, made +: edit: _*)
        val cast = Seq("--transform", "SELECT key, CAST(key AS BIGINT) AS state FROM state")
        val broken = folder.resolve("broken").toString
        val failed = savepoint(folder, 3, made +: (cast ++ Seq("--out", broken)): _*)
        assert(failed.err.contains("malformed") && !Files.exists(Paths.get(broken)), failed)

        val diff = savepoint(folder, 1, "diff", made, changed, "--format", "json")
        val states = new ObjectMapper().readTree(diff.out).get("states").get(0)
        assert(states.get("onlyLeft").asInt == 1 && states.get("different").asInt == 0, diff)
        assert(savepoint(folder, 0, "diff", changed, changed).out.startsWith("EQUAL"))
        assert(savepoint(folder, 0, "list", folder.toString).out.contains("2 savepoints"))

        for (engine <- Seq("dstream", "structured")) {
          val rows = folder.resolve(engine)
          val result = Bin.run(
            folder,
            Seq("bin/twinstream", "run", "running-word-count", "--engine", engine, "--master", "local[2]") ++
              Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:$rows", "--until", "end") ++
              Seq(
                "--checkpoint",
                folder.resolve(s"checkpoint-$engine").toString,
                "--from-savepoint",
                changed
              ): _*
          )
          assert(result.exit == 0 && !result.err.contains("the state begins empty"), result)
          val totals = Rows.in(rows).groupBy(_.get("word").asText).map { case (word, all) =>
            word -> all.map(_.get("count").asLong).max
          }
          assert(totals == Map("a" -> 3, "new" -> 2), result)
        }

        assert(savepoint(folder, 0, "verify", changed).out.contains("as it was written"))
        val json = Paths.get(changed, "savepoint.json")
        TempFolder.write(
          json,
          new String(Files.readAllBytes(json), UTF_8).replace("\"offset\" : 1", "\"offset\" : 0")
        )
        assert(savepoint(folder, 1, "verify", changed).out.contains("NOT as it was written"))
        savepoint(folder, 2, "dispose", folder.resolve("checkpoint-dstream").toString)
        assert(Files.exists(folder.resolve("checkpoint-dstream")))
        savepoint(folder, 0, "dispose", made)
        assert(!Files.exists(Paths.get(made)))
      }
    }
  }

  test("a table that does not fit: a value, a column, two rows of a key") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "totals-that-do-not-fit"
        program(topic, postgres)
        def refused(message: String, query: String, more: String*): Unit = {
          val out = folder.resolve("out").toString
          val args =
            Seq("--group", topic, "--kafka", broker.address, "--state", postgres.url, "--key", "word") ++
              Seq("--query", query, "--out", out)
          val result = savepoint(folder, 2, args ++ more: _*)
          assert(result.err.contains(message) && !Files.exists(Paths.get(out)), result)
        }
        val job = Seq("--job", "running-word-count")
        refused(
          "column 'n' is DECIMAL(38,18), and 3 of its values are no BIGINT, which the job's state is, such as 2.500000000000000000 of key a",
          "SELECT word, n + 0.5 AS n FROM totals",
          job: _*
        )
        refused("and there are the columns n, at: let the query give one", "SELECT * FROM totals", job: _*)
        refused("relation \"gone\" does not exist", "SELECT * FROM gone")
        postgres.execute("INSERT INTO totals VALUES ('b', 3, now())")
        refused("the key (word): 1 key has several rows, such as 'b'", "SELECT * FROM totals")
      }
    }
  }

  test("options that do not go together") {
    def wrong(message: String)(args: String*): Unit = {
      val (exit, text) = Cli.run("savepoint" +: args: _*)
      assert(exit == 2 && text.contains(message), text)
    }
    wrong("name a savepoint")("--sql", "SELECT 1")
    wrong("--sql: only looks")("/s", "--sql", "SELECT 1", "--out", "/x")
    wrong("--sql: only looks")("/s", "--sql", "SELECT 1", "--drop", "x")
    wrong("write --out DIR, as the savepoint itself is not changed")("/s", "--drop", "x")
    wrong("--format: only with --sql")("/s", "--format", "csv")
    wrong("--format: only with --sql")("/s", "--drop", "x", "--format", "csv", "--out", "/x")
    wrong("leave out what makes one of a checkpoint or a group")(
      "/s",
      "--drop",
      "x",
      "--out",
      "/x",
      "--dry-run"
    )
    wrong("write TOPIC-PARTITION=OFFSET, as in orders-0=118")("/s", "--set", "orders=1", "--out", "/no/x")
    wrong("write a whole number")("/s", "--set", "orders-0=latest", "--out", "/no/x")
    wrong("its state has a query already")(
      "/s",
      "--transform",
      "a=SELECT 1",
      "--transform",
      "a=SELECT 2",
      "--out",
      "/no/x"
    )
    wrong("write STATE=SQL where there are several")(
      "/s",
      "--transform",
      "a=SELECT 1",
      "--transform",
      "SELECT 2",
      "--out",
      "/no/x"
    )
    wrong("has no savepoint.json")("/no/such", "--drop", "x", "--out", "/no/x")
    wrong("has no savepoint.json")("dispose", "/no/such")
    wrong("there is no such folder")("list", "/no/such")
    val offsets = Seq("--group", "g", "--kafka", "localhost:1", "--out", "/no/x")
    wrong("add the offsets that belong to it")("--state", "csv:/x", "--key", "a", "--out", "/no/x")
    wrong("which columns are the key?")(offsets ++ Seq("--state", "csv:/x"): _*)
    wrong("only with --offsets-table URL or --state")(offsets ++ Seq("--key", "a"): _*)
    wrong("write it behind its table")(
      Seq(
        "--query",
        "q",
        "--offsets-table",
        "jdbc:x",
        "--state",
        "jdbc:y",
        "--key",
        "a",
        "--kafka",
        "localhost:1",
        "--out",
        "/no/x"
      ): _*
    )
    wrong("write one behind each table")(
      offsets ++ Seq("--state", "jdbc:x", "--query", "a", "--query", "b"): _*
    )
  }

  private val keys = sys.env.get("TWINSTREAM_MOVE_KEYS").map(_.toInt).getOrElse(1000000)

  test(f"$keys%,d keys: transform and diff; the figures are printed", LongRun) {
    TempFolder.use { folder =>
      val start = folder.resolve("start").toString
      val file = TempFolder.write(folder.resolve("none.csv"), "word,n\n")
      broker.create("many-keys", 1)
      broker.send("many-keys", 0, "a")
      val offsets = TempFolder.write(folder.resolve("offsets"), "many-keys,0,0")
      savepoint(
        folder,
        0,
        Seq(
          "--offsets",
          offsets.toString,
          "--kafka",
          broker.address,
          "--state",
          file.toString,
          "--key",
          "word"
        ) ++
          Seq(
            "--query",
            s"SELECT concat('key', id) AS word, id AS n FROM range(0, $keys, 1, 2)",
            "--out",
            start
          ): _*
      )
      val changed = folder.resolve("changed").toString
      def measured(name: String, exit: Int, args: String*): Bin.Result = {
        val begun = System.nanoTime
        val running =
          Bin.start(folder, Seq("bin/twinstream", "savepoint") ++ args ++ Seq("--master", "local[2]"))
        var peak = ""
        while (running.isAlive) {
          peak = running.peakMemory.getOrElse(peak)
          java.util.concurrent.locks.LockSupport.parkNanos(100000000L)
        }
        val result = running.await()
        assert(result.exit == exit, result)
        info(
          f"$name, $keys%,d keys: ${(System.nanoTime - begun) / 1e9}%.1f s from start to end, peak memory $peak"
        )
        result
      }
      measured(
        "transform",
        0,
        start,
        "--transform",
        "SELECT key, IF(key LIKE '%7', state + 1, state) AS state FROM state",
        "--out",
        changed
      )
      val diff = measured("diff", 1, "diff", start, changed)
      assert(diff.out.contains(f"0 in A alone, 0 in B alone, ${keys / 10}%,d differ"), diff)
      val sql = measured("sql", 0, start, "--sql", "SELECT * FROM state", "--format", "csv")
      assert(sql.out.linesIterator.size == keys + 1)
    }
  }
}
