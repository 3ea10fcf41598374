package io.twinstream.migration.compare.rows

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.error.UserError
import java.nio.file.Files
import io.twinstream.migration.compare.Verdict
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import RowsSession._

/** Tables of a real PostgreSQL and topics of a real Kafka. */
@EndToEnd
class RowsEndsEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-rows")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared

  override protected def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  private def table(name: String) = s"${postgres.url}#$name"

  private def topic(name: String) = s"kafka:${broker.address}/$name"

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
    val twice = RowsReports.text(compare(csv("once"), csv("twice"), Asked("word,window", log = true)))
    assert(twice.contains("Likeliest cause: DUPLICATE_ROW") && twice.contains("exactly twice"), twice)
    val totals = RowsReports.text(compare(csv("once"), csv("totals"), Asked("word", window = Some("window"))))
    assert(totals.contains("Likeliest cause: CUMULATIVE"), totals)
    assert(totals.contains("see reduceByKey in mapping.md"), totals)
  }

  test("an end that is not there, and values that are no JSON, are said in one line") {
    broker.create("prose", 1)
    broker.send("prose", 0, """{"k":1}""", "hello")
    postgres.execute("CREATE TABLE keyed (k INT, n INT); INSERT INTO keyed VALUES (1, 1), (1, 2), (2, 1)")
    broker.create("empty", 1)
    postgres.execute("CREATE TABLE none (k INT, n INT)")
    val cases = Seq(
      (topic("prose"), table("keyed"), 2, "the value of partition 0, offset 1 is not a JSON object: 'hello'"),
      (topic("nowhere"), table("keyed"), 2, "there is no topic 'nowhere'"),
      (table("nowhere"), topic("prose"), 3, "relation \"nowhere\" does not exist"),
      (
        table("keyed"),
        table("keyed"),
        2,
        "the key (k) of 1 rows is that of another row too, such as {\"k\":1}"
      )
    )
    for ((left, right, exit, said) <- cases) {
      val error = intercept[UserError](compare(left, right, Asked("k")))
      assert(error.getMessage.contains(said) && error.exitCode.code == exit, error)
    }
    val nothing = compare(table("none"), table("none"), Asked("k"))
    assert(nothing.verdict == Verdict.NOTHING_COMPARED)
    assert(RowsReports.text(nothing).contains("neither side has a row"))
    assert(
      compare(table("none"), table("SELECT * FROM keyed WHERE n = 1"), Asked("k")).kind == RowsKind.EXTRA_ROW
    )
  }
}
