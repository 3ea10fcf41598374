package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{EndToEnd, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
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

  test("a double write to a topic is found in a log, and totals since the beginning in a window") {
    broker.create("once", 1)
    broker.create("twice", 1)
    broker.create("totals", 1)
    val rows = for (word <- Seq("a", "b"); window <- 0 to 9) yield (word, window, word.head + window * 3)
    def line(word: String, window: Int, count: Int) = s"$word,$window,$count"
    broker.send("once", 0, rows.map { case (word, window, count) => line(word, window, count) }: _*)
    broker.send(
      "twice",
      0,
      (rows ++ rows).map { case (word, window, count) => line(word, window, count) }: _*
    )
    broker.send(
      "totals",
      0,
      rows.map { case (word, window, _) =>
        line(word, window, rows.filter(r => r._1 == word && r._2 <= window).map(_._3).sum)
      }: _*
    )
    def csv(name: String) = topic(name) + "?columns=word,window,count"
    val twice = compare(csv("once"), csv("twice"), "--key", "word,window", "--as", "log")
    assert(
      twice.exit == 1 && twice.out.contains("DUPLICATE_ROW") && twice.out.contains("exactly twice"),
      twice
    )
    val totals = compare(csv("once"), csv("totals"), "--key", "word", "--window", "window")
    assert(totals.exit == 1 && totals.out.contains("Likeliest cause: CUMULATIVE"), totals)
    assert(totals.out.contains("see reduceByKey in mapping.md"), totals)
  }

  test("an end that is not there, and values that are no JSON, are said in one line") {
    broker.create("prose", 1)
    broker.send("prose", 0, """{"k":1}""", "hello")
    postgres.execute("CREATE TABLE keyed (k INT, n INT); INSERT INTO keyed VALUES (1, 1), (1, 2), (2, 1)")
    broker.create("empty", 1)
    postgres.execute("CREATE TABLE none (k INT, n INT)")
    val cases = Seq(
      (
        Seq(table("keyed"), topic("prose")),
        2,
        "the value of partition 0, offset 1 is no JSON object: 'hello'"
      ),
      (Seq(table("keyed"), topic("nowhere")), 2, "there is no topic 'nowhere'"),
      (Seq(table("nowhere"), topic("prose")), 3, "relation \"nowhere\" does not exist"),
      (
        Seq(table("keyed"), table("keyed")),
        2,
        "the key (k) of 1 rows is that of another row too, such as {\"k\":1}"
      ),
      (Seq(table("none"), table("none")), 4, "NOTHING COMPARED: neither side has a row"),
      (Seq("jdbc:mysql://x/y?password=secret#t", table("keyed")), 2, "no driver on the class path")
    )
    for ((ends, exit, said) <- cases) {
      val result = compare(ends.head, ends(1), "--key", "k")
      val all = result.out + result.err
      assert(result.exit == exit && all.contains(said) && !all.contains("secret"), result)
      assert(
        result.err.linesIterator.count(_.startsWith("twinstream:")) <= 1 && !all.contains("\tat "),
        result
      )
    }
  }
}
