package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.net.URLClassLoader
import java.nio.file.{Files, Path}
import java.sql.Driver
import java.util.Properties
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** `compare --rows` on a real PostgreSQL and a real Kafka, by the command. */
@EndToEnd
class CompareRowsEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-rows")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared

  override protected def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  private def compare(left: String, right: String, options: String*): Bin.Result =
    Bin
      .start(
        folder,
        Seq("bin/twinstream", "compare", "--rows", left, right) ++ options,
        // A time without a zone must not be taken for one of this machine.
        env = Map("TZ" -> "Asia/Seoul")
      )
      .await()

  private def json(result: Bin.Result, exit: Int): JsonNode = {
    assert(result.exit == exit, result)
    new ObjectMapper().readTree(result.out)
  }

  private def table(name: String) = s"${postgres.url}#$name"

  private def topic(name: String) = s"kafka:${broker.address}/$name"

  test(
    "a table of PostgreSQL and a topic: numbers by value, times by instant, the last row of a key counts"
  ) {
    postgres.execute(
      """CREATE TABLE counts (word TEXT, window_start TIMESTAMP, seen TIMESTAMPTZ, count NUMERIC, ok BOOLEAN);
        |INSERT INTO counts SELECT 'w' || k, TIMESTAMP '2024-01-01 00:00:00' + k % 10 * INTERVAL '1 hour',
        |  TIMESTAMPTZ '2024-01-01 00:00:00+00', k * 1.50, k % 2 = 0 FROM generate_series(1, 200) k""".stripMargin
    )
    broker.create("counts", 2)
    def value(k: Int, count: String) =
      f"""{"word":"w$k","windowStart":"2024-01-01T${k % 10}%02d:00:00Z","seen":1704067200000,"count":$count,"ok":${k % 2 == 0}}"""
    for (partition <- 0 to 1) {
      val mine = (1 to 200).filter(_ % 2 == partition)
      broker.send(
        "counts",
        partition,
        mine.map(k => value(k, "0")) ++ mine.map(k => value(k, s"${k * 15}e-1")): _*
      )
    }
    val page = folder.resolve("rows.html")
    val columns = Seq("--key", "word,window_start", "--rename", "window_start=windowStart")
    val equal = compare(table("counts"), topic("counts"), columns ++ Seq("--report", s"$page"): _*)
    assert(equal.exit == 0 && equal.out.startsWith("rows: EQUAL: 200 rows on both sides, as a table"), equal)
    assert(equal.out.contains("400 rows, 200 replaced by a later row of their key, 200 compared"), equal)
    assert(new String(Files.readAllBytes(page), UTF_8).contains("rows: EQUAL"))

    broker.send("counts", 0, value(2, "4"))
    val query = "SELECT word, window_start AS \"windowStart\", seen, count, ok FROM counts WHERE word <> 'w4'"
    val different =
      json(compare(table(query), topic("counts"), "--key", "word,windowStart", "--format", "json"), 1)
    assert(different.get("changed").get(0).get("left").get("count").asDouble == 3, different)
    assert(different.get("onlyRight").get(0).get("key").get("word").asText == "w4", different)
    assert(different.get("version").asInt == 1 && different.get("equalRows").asLong == 198, different)
    assert(different.get("windows").isNull)
  }

  test("a database whose driver comes with --classpath is read", LongRun) {
    val h2 = Foreign.library(folder, "com.h2database:h2:2.3.232")
    val url = s"jdbc:h2:${folder.resolve("stock")};TIME ZONE=UTC"
    val loader = new URLClassLoader(Array(h2.toUri.toURL))
    val driver = loader.loadClass("org.h2.Driver").getDeclaredConstructor().newInstance().asInstanceOf[Driver]
    val connection = driver.connect(url, new Properties)
    connection.createStatement.execute(
      """CREATE TABLE stock (article VARCHAR(20) PRIMARY KEY, pieces INT, counted TIMESTAMP WITH TIME ZONE);
        |INSERT INTO stock SELECT 'a' || x, x * 3, TIMESTAMP WITH TIME ZONE '2024-01-01 00:00:00+00'
        |FROM SYSTEM_RANGE(1, 50)""".stripMargin
    )
    connection.close()
    loader.close()
    postgres.execute(
      """CREATE TABLE stock (article TEXT PRIMARY KEY, pieces BIGINT, counted TIMESTAMPTZ);
        |INSERT INTO stock SELECT 'a' || x, x * 3, '2024-01-01 00:00:00+00' FROM generate_series(1, 50) x""".stripMargin
    )
    val options = Seq("--key", "article", "--classpath", h2.toString)
    val unknown = compare(s"$url#stock", table("stock"), options: _*)
    assert(unknown.exit == 2 && unknown.err.contains("TIMESTAMP WITH TIME ZONE"), unknown)
    assert(unknown.err.contains("convert it in a query behind #, such as CAST(... AS TIMESTAMP)"), unknown)
    val query = "SELECT article, pieces, CAST(counted AS TIMESTAMP) AS counted FROM stock"
    val equal = compare(s"$url#$query", table("stock"), options: _*)
    assert(equal.exit == 0 && equal.out.startsWith("rows: EQUAL: 50 rows on both sides"), equal)
  }

  test(
    "tables of Delta: rows that were deleted or changed do not count; without its jars they are named",
    LongRun
  ) {
    assume(!sys.env.get("TWINSTREAM_SPARK").contains("4"), "the jars are those of Spark 3.5")
    val (old, port, other) = (folder.resolve("old"), folder.resolve("port"), folder.resolve("other"))
    def table(path: Path, rows: String) = s"CREATE TABLE delta.`$path` USING delta AS SELECT $rows"
    val range = "'w' || id AS word, id * 2 AS count, TIMESTAMP '2024-01-01 00:00:00Z' AS seen FROM range"
    DeltaTables.write(
      folder,
      table(old, s"$range(100)"),
      s"INSERT INTO delta.`$old` SELECT $range(100, 120)",
      s"DELETE FROM delta.`$old` WHERE count < 20",
      s"UPDATE delta.`$old` SET count = -1 WHERE word = 'w50'",
      table(port, s"${range.replace("id * 2", "IF(id = 50, -1, id * 2)")}(10, 120)"),
      table(other, s"$range(10, 120)")
    )
    def compared(left: String, right: String, options: String*) =
      compare(left, right, Seq("--key", "word") ++ options: _*)
    val jars = Seq("--classpath", DeltaTables.jars)
    val equal = compared(s"delta:$old", s"delta:$port", jars: _*)
    assert(equal.exit == 0 && equal.out.startsWith("rows: EQUAL: 110 rows on both sides"), equal)
    val different = json(compared(s"delta:$old", s"delta:$other", jars ++ Seq("--format", "json"): _*), 1)
    assert(different.get("changed").get(0).get("key").get("word").asText == "w50", different)
    assert(different.get("changedRows").asLong == 1 && different.get("equalRows").asLong == 109, different)
    val files = compared(s"parquet:$old", s"delta:$port", jars ++ Seq("--as", "log"): _*)
    assert(files.exit == 1, files)

    val lacking = compared(s"delta:$old", s"delta:$port")
    assert(lacking.exit == 2, lacking)
    assert(lacking.err.linesIterator.count(_.startsWith("twinstream: ")) == 1, lacking)
    val named = s"delta:$old: Delta's jars are not on the class path: add delta-spark_2.12 and delta-storage"
    assert(lacking.err.contains(named) && lacking.err.contains("for Spark 3.5."), lacking)
    val plain = Files.createDirectory(folder.resolve("plain"))
    TempFolder.write(plain.resolve("rows.json"), "{}\n")
    val none = compared(s"delta:$plain", s"delta:$port", jars: _*)
    assert(none.exit == 2 && none.err.contains(s"delta:$plain: is not a Delta table"), none)
  }
}
