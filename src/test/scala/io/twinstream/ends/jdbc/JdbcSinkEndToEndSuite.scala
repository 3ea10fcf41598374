package io.twinstream.ends.jdbc

import io.twinstream.ends.{EveryType, OpenSinks}
import io.twinstream.api.BatchRows
import io.twinstream.api.RowFormat
import io.twinstream.api.Sink
import io.twinstream.ends.WordRows
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.Postgres
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.ends.kafka.KafkaClientSettings
import java.nio.file.Files
import java.util.Arrays
import java.util.concurrent.{CountDownLatch, Executors, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

/** Rows in a real PostgreSQL. */
@EndToEnd
class JdbcSinkEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-jdbc")
  private lazy val postgres = Postgres.begin(folder)

  override def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  /** A sink of words whose table is there. */
  private def sink(table: String, isOfBatch: Boolean = false, run: String = "r"): Sink[CountedWord] =
    checked(table, WordRows.format, classOf[CountedWord], isOfBatch, run)

  private def checked[R](
      table: String,
      format: RowFormat,
      row: Class[R],
      isOfBatch: Boolean = false,
      run: String = "r"
  ): Sink[R] = {
    val sink =
      OpenSinks.parse(s"${postgres.url}#$table", format, run, row, isOfBatch, KafkaClientSettings.NONE)
    sink.check()
    sink
  }

  private def rows(table: String): Set[Seq[String]] = postgres.query(s"SELECT * FROM $table").toSet

  test("a total replaces that of an earlier batch; a row of a batch replaces itself alone") {
    val totals = sink("totals")
    totals.write(WordRows.words("a" -> 1, "b" -> 2), 1000)
    totals.write(WordRows.words("a" -> 3), 2000)
    totals.write(WordRows.words(), 3000)
    assert(rows("totals") == Set(Seq("a", "3"), Seq("b", "2")))
    val perBatch = sink("per_batch", isOfBatch = true)
    perBatch.write(WordRows.words("a" -> 1), 1000)
    perBatch.write(WordRows.words("a" -> 1), 1000)
    perBatch.write(WordRows.words("a" -> 3), 2000)
    sink("per_batch", isOfBatch = true, run = "other").write(WordRows.words("a" -> 7), 1000)
    assert(
      rows("per_batch") ==
        Set(Seq("r", "1000", "a", "1"), Seq("r", "2000", "a", "3"), Seq("other", "1000", "a", "7"))
    )
  }

  test("a batch is there whole or not at all") {
    val words = sink("whole")
    postgres.execute("ALTER TABLE whole ADD CONSTRAINT small CHECK (count < 10)")
    val refused = intercept[UserError](words.write(WordRows.words("a" -> 1, "b" -> 10, "c" -> 2), 1000))
    assert(refused.getMessage.contains("small"), refused.getMessage)
    assert(rows("whole").isEmpty)
    words.write(WordRows.words("a" -> 1), 1000)
    assert(rows("whole").size == 1)
  }

  test("a table with other columns is refused") {
    postgres.execute("CREATE TABLE another (word text PRIMARY KEY)")
    assert(intercept[UserError](sink("another")).getMessage.startsWith("table another: has the columns"))
  }

  private val cut = "[0-9a-f]{32}"

  test("NUL, which PostgreSQL has no place for, becomes U+FFFD, and two keys stay two") {
    val words = sink("nul")
    for (_ <- 1 to 2) words.write(WordRows.words("bo\u0000oks" -> 1, "bo\ufffdoks" -> 2, "\u0000" -> 3), 1000)
    val keys = rows("nul").map(row => row(1) -> row.head).toMap
    assert(keys.size == 3, keys)
    assert(keys("1").matches(s"bo\ufffdoks#$cut") && keys("2") == "bo\ufffdoks", keys)
  }

  test("half a surrogate pair becomes U+FFFD, and two keys stay two") {
    val words = sink("halves")
    words.write(WordRows.words("a\ud83d" -> 1, "a\ude00" -> 2, "a\ud83d\ude00" -> 3, "a?" -> 4), 1000)
    val keys = rows("halves").map(row => row(1) -> row.head).toMap
    assert(keys.size == 4, keys)
    assert(keys("1").matches(s"a\ufffd#$cut") && keys("3") == "a\ud83d\ude00" && keys("4") == "a?", keys)
  }

  test("a key over the limit of an index is cut, and two with the same beginning stay two") {
    val random = new Random(7)
    val long = Seq.fill(100000)(random.nextPrintableChar()).mkString
    val wide = Seq.fill(1000)("\u20ac" + random.nextPrintableChar()).mkString // 4,000 bytes, 2,000 characters
    val words = sink("keys")
    for (_ <- 1 to 2)
      words.write(WordRows.words(s"$long 1" -> 1, s"$long 2" -> 2, wide -> 3, long.take(2000) -> 4), 1000)
    val keys = rows("keys").map(row => row(1) -> row.head).toMap
    assert(keys.size == 4)
    assert(keys("1").matches(s"(?s).{2000,}#$cut") && keys("1") != keys("2"))
    assert(keys("1").startsWith(long.take(2000)) && keys("3").startsWith(wide.take(1000)))
    assert(keys("4") == long.take(2000))
  }

  test("several long texts share the limit of the key") {
    val random = new Random(8)
    def long = Seq.fill(3000)(random.nextPrintableChar()).mkString
    val format = new RowFormat(Arrays.asList("text", "other"), Arrays.asList("number"))
    val sink = checked("long_keys", format, classOf[EveryType], isOfBatch = true)
    sink.write(BatchRows.of(Arrays.asList(new EveryType(long, long, 1), new EveryType(long, long, 2))), 1)
    assert(rows("long_keys").size == 2)
  }

  test("numbers that are none, exact decimals, booleans, nothing, and a long text beside the key") {
    val format = new RowFormat(
      Arrays.asList("number"),
      Arrays.asList("real", "small", "exact", "whole", "flag", "nothing", "text")
    )
    val long = "v\u0000" * 50000
    val values =
      Seq(Double.NaN, Double.PositiveInfinity, Double.NegativeInfinity, 0.1, Double.MinPositiveValue)
    val every = values.zipWithIndex.map { case (real, n) => new EveryType(long, "", n.toLong, real) }
    checked("every", format, classOf[EveryType]).write(BatchRows.of(Arrays.asList(every: _*)), 1000)
    val found = postgres.query(
      "SELECT number, \"real\", small, exact, whole, flag, nothing, length(text) FROM every ORDER BY number"
    )
    assert(found.map(_(1)) == Seq("NaN", "Infinity", "-Infinity", "0.1", "5e-324"))
    val rest = Seq("0.5", "12345678901234567890.123456789", "98765432109876543210", "t", null, "100000")
    assert(found.forall(_.drop(2) == rest), found)
  }

  test("a server that is away is waited for; one that refuses is not, and no message has the password") {
    TempFolder.use { place =>
      Postgres.use(place) { other =>
        val words: Sink[CountedWord] = OpenSinks.parse(
          s"${other.url}#words",
          WordRows.format,
          "r",
          classOf[CountedWord],
          false,
          KafkaClientSettings.NONE
        )
        val secret = "password=([^&]+)".r.findFirstMatchIn(other.url).get.group(1)
        words.check()
        other.stop()
        val absent = intercept[UserError](words.check())
        assert(absent.getMessage.contains("password=***") && !absent.getMessage.contains(secret))
        val writing = new CountDownLatch(1)
        val thread = Executors.newSingleThreadExecutor()
        try {
          val written = thread.submit(new Runnable {
            override def run(): Unit = {
              writing.countDown()
              words.write(WordRows.words("a" -> 1), 1000)
            }
          })
          writing.await()
          other.startAgain()
          written.get(60, TimeUnit.SECONDS)
        } finally thread.shutdownNow()
        assert(other.query("SELECT word, count FROM words") == Seq(Seq("a", "1")))
        other.execute("DROP TABLE words")
        val refused = intercept[UserError](words.write(WordRows.words("a" -> 1), 1000))
        assert(refused.getMessage.contains("words") && !refused.getMessage.contains(secret))
      }
    }
  }
}
