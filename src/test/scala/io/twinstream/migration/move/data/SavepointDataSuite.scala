package io.twinstream.migration.move.data

import io.twinstream.TempFolder
import io.twinstream.api.Engine
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.migration.RunningWords
import io.twinstream.migration.inspect.Fixtures
import io.twinstream.savepoint.{Savepoint, Savepoints, TopicPartition}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Savepoints that are asked, changed, checked, listed and disposed of. */
class SavepointDataSuite extends AnyFunSuite {
  import MadeSavepoint.{hadoop, rows, session, words}

  private def refused(message: String, code: ExitCode = ExitCode.USAGE)(body: => Any): Unit = {
    val error = intercept[UserError](body)
    assert(error.exitCode == code && error.getMessage.contains(message), error.getMessage)
  }

  private def changes(
      transformed: Map[String, String] = Map.empty,
      dropped: Seq[String] = Nil,
      renamed: Map[String, String] = Map.empty,
      offsets: Map[(String, Int), Long] = Map.empty
  ) = new SavepointChanges(
    transformed.asJava,
    dropped.asJava,
    renamed.asJava,
    offsets.map { case ((topic, p), at) => new TopicPartition(topic, p) -> Long.box(at) }.asJava
  )

  private def edit(from: Path, to: Path, changes: SavepointChanges): Savepoint =
    SavepointEditor.of(from.toString, changes, hadoop).write(to.toString, "twinstream savepoint", session)

  private def transform(from: Path, to: Path, sql: String): Savepoint =
    edit(from, to, changes(Map("" -> sql)))

  private def totals(savepoint: Path): Map[String, Long] =
    Savepoints
      .read(session, savepoint.toString)
      .state
      .selectExpr("key", "state.total")
      .collect
      .map(row => row.getString(0) -> row.getLong(1))
      .toMap

  test("a query over state and offsets") {
    TempFolder.use { folder =>
      val tables =
        SavepointTables.open(session, words(folder.resolve("s"), "a" -> 1, "b" -> 2, "" -> 3).toString)
      def found(sql: String) = tables.query(sql).collect.map(_.toSeq).toSeq
      assert(
        found("SELECT key, state.total FROM state ORDER BY key") == Seq(Seq("", 3), Seq("a", 1), Seq("b", 2))
      )
      assert(found("SELECT sum(state.total) FROM `updateStateByKey-2`;") == Seq(Seq(6)))
      assert(
        found("SELECT topic, partition, offset, uncertainUntil FROM offsets ORDER BY partition") ==
          Seq(Seq("orders", 0, 118, 120), Seq("orders", 1, 7, null))
      )
      assert(
        found(
          "WITH big AS (SELECT * FROM state WHERE state.total > 1) SELECT count(*) FROM big -- two"
        ) == Seq(Seq(2))
      )
      // The session that it came from knows none of these tables.
      assert(!session.catalog.tableExists("offsets"))
    }
  }

  test("what is no query of these tables is refused, and does nothing") {
    TempFolder.use { folder =>
      val tables = SavepointTables.open(session, words(folder.resolve("s"), "a" -> 1).toString)
      refused("the tables are `offsets` (source, kind, topic")(tables.query("SELECT * FROM orders"))
      refused("`state` (key, state)")(tables.query("SELECT total FROM state"))
      for (
        sql <- Seq(
          s"INSERT OVERWRITE DIRECTORY '${folder.resolve("x")}' USING parquet SELECT 1",
          "DROP VIEW state",
          "SET spark.sql.ansi.enabled=false",
          "SELECT 1) x; DROP VIEW state; SELECT * FROM (SELECT 1",
          ""
        )
      ) refused(s"query '${sql.strip}'")(tables.query(sql))
      assert(!Files.exists(folder.resolve("x")) && tables.query("SELECT * FROM state").count == 1)
    }
  }

  test("transform: new rows of a state, of which both engines go on and the history tells") {
    TempFolder.use { folder =>
      val from = MadeSavepoint.wordsOfRecording(folder.resolve("from"), "a" -> 1, "b" -> 2, "c" -> 3)
      val before = Fixtures.contents(from)
      val to = folder.resolve("to")
      val sql = "SELECT key, named_struct('total', state.total * 10) AS state FROM state WHERE key != 'b'"
      val made = transform(from, to, sql)
      assert(totals(to) == Map("a" -> 10, "c" -> 30))
      assert(Fixtures.contents(from) == before)
      val edit = made.history.get(0)
      assert((edit.command, edit.from) == (("twinstream savepoint", from.toString)))
      assert(edit.fromSha256 == Savepoints.sha256(from.toString, hadoop))
      assert(
        edit.changes.asScala.toSeq
          .exists(_.startsWith(s"state 'updateStateByKey-2' transformed by $sql: 2 keys"))
      )
      assert(
        Savepoints
          .read(to.toString, hadoop) == made && made.sources == Savepoints.read(from.toString, hadoop).sources
      )
      assert(SavepointCheck.of(session, to.toString).isWhole)
      for (engine <- Engine.values)
        assert(
          RunningWords.run(engine, Seq(Seq("a b")), folder.resolve(s"$engine"), Some(to)) == Map(
            "a" -> 11,
            "b" -> 1
          )
        )
      // And of that another, whose history has both.
      val again = transform(to, folder.resolve("again"), "SELECT key, state.total AS state FROM state")
      assert(again.history.asScala.map(_.from) == Seq(from.toString, to.toString))
      assert(again.states.get(0).columns == "key STRING,state BIGINT")
      assert(
        RunningWords.run(
          Engine.STRUCTURED,
          Seq(Seq("c")),
          folder.resolve("c"),
          Some(folder.resolve("again"))
        ) == Map("c" -> 31)
      )
    }
  }

  test("transform that is refused leaves nothing") {
    TempFolder.use { folder =>
      val from = words(folder.resolve("from"), "a" -> 1, "A" -> 2, "b" -> 3)
      val place = Files.createDirectory(folder.resolve("place"))
      def refusedSql(message: String, code: ExitCode = ExitCode.USAGE)(sql: String): Unit = {
        refused(message, code)(transform(from, place.resolve("to"), sql))
        assert(place.toFile.list.isEmpty, sql)
      }
      refusedSql("1 key has several rows, such as 'a': the query must give one row for each")(
        "SELECT lower(key) AS key, state FROM state"
      )
      refusedSql("the query makes a row without a key")("SELECT nullif(key, 'a') AS key, state FROM state")
      refusedSql("makes column 'key' BINARY, which is STRING")(
        "SELECT CAST(key AS BINARY) AS key, state FROM state"
      )
      refusedSql("has no column 'key', but word, state: name it so, AS key")(
        "SELECT key AS word, state FROM state"
      )
      refusedSql("has no column 'key', but KEY, state")("SELECT KEY, state FROM state")
      refusedSql("has no column 'state', but key, total")("SELECT key, state.total FROM state")
      refusedSql("has a column 'more', which the state has not")("SELECT *, 1 AS more FROM state")
      refusedSql("has two columns 'key'")("SELECT key, key, state FROM state")
      refusedSql("cannot be found")("SELECT key, state FROM other")
      refusedSql("makes column 'state' VOID, and VOID is no type")("SELECT key, null AS state FROM state")
      refusedSql("makes column 'state' ARRAY<VOID>")("SELECT key, array(null) AS state FROM state")
      refusedSql("MAP")("SELECT key, map('a', 1) AS state FROM state")
      refusedSql("malformed", ExitCode.FAILED)(
        "SELECT key, raise_error('malformed') || key AS state FROM state"
      )
    }
  }

  test("states are dropped and renamed, offsets are set") {
    TempFolder.use { folder =>
      val from = MadeSavepoint.of(
        folder.resolve("from"),
        Map("one" -> rows("a" -> 1), "two" -> rows("b" -> 2, "c" -> 3))
      )
      val made = edit(
        from,
        folder.resolve("to"),
        changes(
          dropped = Seq("one"),
          renamed = Map("two" -> "one"),
          offsets = Map(("orders", 0) -> 100L, ("orders", 1) -> 9L)
        )
      )
      assert(totals(folder.resolve("to")) == Map("b" -> 2, "c" -> 3))
      assert(made.states.asScala.map(_.name) == Seq("one"))
      val source = made.sources.get(0)
      assert(source.offsets.asScala.map(_.offset) == Seq(100, 9))
      // What lies between was written already; the query's own offsets are not those any more.
      assert(
        source.uncertain.asScala.map(range => (range.partition.partition, range.from, range.until)) == Seq(
          (0, 100, 120)
        )
      )
      assert(source.description.isEmpty)
      assert(
        made.history.get(0).changes.asScala == Seq(
          "state 'one' dropped: 1 key",
          "state 'two' renamed 'one'",
          "source 0: orders-0 is at offset 100, was at 118",
          "source 0: orders-1 is at offset 9, was at 7"
        )
      )
      val both = edit(
        from,
        folder.resolve("both"),
        changes(Map("two" -> "SELECT * FROM two WHERE key NOT IN (SELECT 'b' FROM one)"))
      )
      assert(both.states.asScala.map(state => state.name -> state.rows) == Seq("one" -> 1, "two" -> 1))
    }
  }

  test("changes that cannot be made") {
    TempFolder.use { folder =>
      val from =
        MadeSavepoint.of(folder.resolve("from"), Map("one" -> rows("a" -> 1), "two" -> rows("b" -> 2)))
      def wrong(message: String)(what: SavepointChanges): Unit =
        refused(message)(SavepointEditor.of(from.toString, what, hadoop))
      wrong("holds 2 states (one, two): write which one is transformed")(changes(Map("" -> "SELECT 1")))
      wrong("no state 'three': there is one, two")(changes(Map("three" -> "SELECT 1")))
      wrong("no state 'three'")(changes(dropped = Seq("three")))
      wrong("no state 'three'")(changes(renamed = Map("three" -> "four")))
      wrong("is dropped, and changed too")(changes(Map("one" -> "SELECT 1"), dropped = Seq("one")))
      wrong("two states would be named 'two'")(changes(renamed = Map("one" -> "two")))
      wrong("cannot be named '../x'")(changes(renamed = Map("one" -> "../x")))
      wrong("cannot be named 'offsets'")(changes(renamed = Map("one" -> "offsets")))
      wrong("has no offset of orders-2 to set: it has orders-0, orders-1")(
        changes(offsets = Map(("orders", 2) -> 1L))
      )
      wrong("write 0 or more")(changes(offsets = Map(("orders", 1) -> -2L)))
      refused("has no savepoint.json")(
        SavepointEditor.of(folder.toString, changes(dropped = Seq("x")), hadoop)
      )
      refused("there is something already")(edit(from, from, changes(dropped = Seq("one"))))
    }
  }

  private def rewrite(file: Path, change: String => String): Unit = {
    Files.deleteIfExists(file.resolveSibling(s".${file.getFileName}.crc"))
    TempFolder.write(file, change(new String(Files.readAllBytes(file), UTF_8)))
    ()
  }

  private def parquet(savepoint: Path): Path =
    Fixtures.below(savepoint.resolve("state")).find(_.toString.endsWith(".parquet")).get

  test("verify: a savepoint that was changed by hand is told, and not changed further") {
    TempFolder.use { folder =>
      def changed(name: String, message: String)(change: Path => Unit): Unit = {
        val savepoint = words(folder.resolve(name), "a" -> 1, "b" -> 2)
        val whole = SavepointCheck.of(session, savepoint.toString)
        assert(whole.isWhole && whole.describe.contains("2 keys, checksum "), whole.describe)
        change(savepoint)
        val check = SavepointCheck.of(session, savepoint.toString)
        assert(!check.isWhole && check.describe.contains(message), check.describe)
        assert(check.describe.contains("NOT as it was written"))
        if (!message.contains("no such state"))
          refused("was changed since it was made", ExitCode.FAILED)(
            edit(savepoint, folder.resolve("to"), changes(offsets = Map(("orders", 0) -> 1L)))
          )
      }
      changed("json", "savepoint.json has the SHA-256")(at =>
        rewrite(at.resolve("savepoint.json"), _.replace("118", "117"))
      )
      changed("kept-crc", "savepoint.json cannot be read: Checksum error") { at =>
        val text = new String(Files.readAllBytes(at.resolve("savepoint.json")), UTF_8)
        TempFolder.write(at.resolve("savepoint.json"), text.replace("118", "117"))
        ()
      }
      changed("rows", "state 'updateStateByKey-2' has 2 rows with the checksum") { at =>
        val other = words(folder.resolve("other"), "a" -> 1, "b" -> 3)
        TempFolder.delete(at.resolve("state"))
        Fixtures.copy(other.resolve("state"), at.resolve("state"))
        ()
      }
      changed("fewer", "with the checksum")(at => Files.delete(parquet(at)))
      changed("no-state", "cannot be read")(at => TempFolder.delete(at.resolve("state")))
      changed("damaged", "state 'updateStateByKey-2' cannot be read") { at =>
        val bytes = Files.readAllBytes(parquet(at))
        val file = parquet(at)
        Files.deleteIfExists(file.resolveSibling(s".${file.getFileName}.crc"))
        Files.write(file, bytes.take(bytes.length / 2))
        ()
      }
      changed("more", "state/extra is there, and no such state was written")(at => {
        Files.createDirectory(at.resolve("state/extra")); ()
      })
      refused("has no savepoint.json")(SavepointCheck.of(session, folder.toString))
    }
  }

  test("a savepoint of an earlier build has no checksum of savepoint.json") {
    TempFolder.use { folder =>
      val savepoint = words(folder.resolve("s"), "a" -> 1)
      Files.delete(savepoint.resolve("savepoint.json.sha256"))
      val check = SavepointCheck.of(session, savepoint.toString)
      assert(check.isWhole && check.describe.contains("has no checksum beside it"), check.describe)
    }
  }

  test("list and dispose") {
    TempFolder.use { folder =>
      words(folder.resolve("jobs/a"), "a" -> 1, "b" -> 2)
      words(folder.resolve("b"), "a" -> 1)
      Files.createDirectories(folder.resolve("jobs/none"))
      Files.createDirectories(folder.resolve("later"))
      TempFolder.write(folder.resolve("later/savepoint.json"), "{\"version\": 9}")
      val text = SavepointList.below(folder.toString, hadoop).text
      assert(
        text.contains(
          s"${folder.resolve("jobs/a")}\n  running-word-count, dstream, cut at 2026-11-20T19:18:00Z, 2 keys, "
        ),
        text
      )
      assert(text.contains("is of version 9") && text.endsWith("3 savepoints\n"), text)
      val json = SavepointList.below(folder.toString, hadoop).json
      assert(
        json.contains("\"keys\" : 2") && json.contains("\"edits\" : 0") && json.contains("\"problem\""),
        json
      )
      refused("there is no such folder")(SavepointList.below(folder.resolve("x").toString, hadoop))

      refused("has no savepoint.json")(SavepointList.checkDisposable(folder.resolve("jobs").toString, hadoop))
      refused("is of version 9")(SavepointList.checkDisposable(folder.resolve("later").toString, hadoop))
      TempFolder.write(folder.resolve("b/notes.txt"), "mine")
      refused("holds notes.txt too")(SavepointList.checkDisposable(folder.resolve("b").toString, hadoop))
      SavepointList.checkDisposable(folder.resolve("jobs/a").toString, hadoop)
      SavepointList.dispose(folder.resolve("jobs/a").toString, hadoop)
      assert(!Files.exists(folder.resolve("jobs/a")) && Files.exists(folder.resolve("jobs/none")))
    }
  }
}
