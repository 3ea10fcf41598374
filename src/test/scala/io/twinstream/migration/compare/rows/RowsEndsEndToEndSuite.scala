package io.twinstream.migration.compare.rows

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.error.UserError
import java.io.ByteArrayOutputStream
import java.math.BigInteger
import java.nio.ByteBuffer
import java.nio.file.Files
import io.twinstream.migration.compare.Verdict
import org.apache.avro.Schema
import org.apache.avro.generic.{GenericData, GenericDatumWriter, GenericRecord}
import org.apache.avro.io.EncoderFactory
import org.apache.kafka.clients.producer.ProducerRecord
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import RowsSession._
import scala.collection.JavaConverters._

/** Tables of a real PostgreSQL and topics of a real Kafka. */
@EndToEnd
class RowsEndsEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-rows")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared

  override protected def afterAll(): Unit = {
    RowsSession.stop()
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

  test("of a transaction that is open nothing is read, and it is not waited for") {
    for (name <- Seq("settled", "open")) {
      broker.create(name, 1)
      broker.send(name, 0, """{"k":1,"n":1}""", """{"k":2,"n":1}""")
    }
    val producer = broker.producer("transactional.id" -> "of-open")
    try {
      producer.initTransactions()
      producer.beginTransaction()
      producer.send(broker.record("open", 0, """{"k":1,"n":2}""")).get()
      val result = compare(topic("settled"), topic("open"), Asked("k"))
      assert(result.verdict == Verdict.EQUAL && result.tally.equal == 2, RowsReports.text(result))
      producer.commitTransaction()
    } finally producer.close()
    assert(compare(topic("settled"), topic("open"), Asked("k")).verdict == Verdict.DIFFERENT)
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

  private val orderSchema = new Schema.Parser().parse(
    """{"type": "record", "name": "Order", "fields": [
    {"name": "id", "type": "long"},
    {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    {"name": "note", "type": ["null", "string"]},
    {"name": "share", "type": ["int", "double"]},
    {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
      {"name": "article", "type": "string"}, {"name": "counts", "type": {"type": "map", "values": "int"}}]}}}]}"""
  )

  /** An order of so many cents in Avro's binary encoding. */
  private def order(id: Long, cents: Long, note: String): Array[Byte] = {
    val lines = orderSchema.getField("lines").schema
    val line = new GenericData.Record(lines.getElementType)
    line.put("article", s"a$id")
    line.put("counts", Map("kept" -> id.toInt).asJava)
    val record = new GenericData.Record(orderSchema)
    record.put("id", id)
    record.put("amount", ByteBuffer.wrap(BigInteger.valueOf(cents).toByteArray))
    record.put("at", 1704067200000L + id)
    record.put("day", 19723)
    record.put("note", note)
    record.put("share", if (id % 2 == 0) Integer.valueOf(2) else java.lang.Double.valueOf(0.1))
    record.put("lines", new GenericData.Array(lines, List(line).asJava))
    val bytes = new ByteArrayOutputStream
    val encoder = EncoderFactory.get.binaryEncoder(bytes, null)
    new GenericDatumWriter[GenericRecord](orderSchema).write(record, encoder)
    encoder.flush()
    bytes.toByteArray
  }

  private def send(topic: String, key: String, value: Array[Byte]): Unit = {
    val to = broker.producer()
    try {
      to.send(new ProducerRecord(topic, 0, key.getBytes, value)).get
      ()
    } finally to.close()
  }

  test("values in Avro, with and without Confluent's header, are those of a table and of JSON") {
    val schema = TempFolder.write(folder.resolve("order.avsc"), orderSchema.toString)
    Seq("avro", "confluent", "spoiled", "as-json").foreach(broker.create(_, 1))
    for (id <- 1L to 4L) {
      val value = order(id, 100 * id + 5, if (id == 3) null else s"no. $id")
      send("avro", s"$id", value)
      send("confluent", s"$id", Array[Byte](0, 0, 0, 0, 7) ++ value)
      val note = if (id == 3) "null" else s""""no. $id""""
      broker.send(
        "as-json",
        0,
        s"""{"id":$id,"amount":"$id.05","at":"2024-01-01T00:00:00.00${id}Z","day":"2024-01-01","note":$note,""" +
          s""""share":${if (id % 2 == 0) "2"
            else "0.1"},"lines":[{"article":"a$id","counts":{"kept":$id}}]}"""
      )
    }
    send("spoiled", "1", order(1, 1, null) :+ 1.toByte)
    postgres.execute("""CREATE TABLE orders (id INT, amount NUMERIC, at TIMESTAMPTZ, day DATE, note TEXT);
      INSERT INTO orders SELECT k, k + 0.05, TIMESTAMPTZ '2024-01-01 00:00:00Z' + k * INTERVAL '1 ms', '2024-01-01',
        CASE WHEN k <> 3 THEN 'no. ' || k END FROM generate_series(1, 4) k""")

    val avro = s"${topic("avro")}?avro=$schema"
    val confluent = s"${topic("confluent")}?avro=$schema&confluent"
    for (
      (left, right, asked) <- Seq(
        (avro, table("orders"), Asked("id", ignore = Set("share", "lines"))),
        (avro, confluent, Asked("id")),
        (avro, topic("as-json"), Asked("id", log = true))
      )
    ) {
      val result = compare(left, right, asked)
      assert(result.verdict == Verdict.EQUAL && result.tally.equal == 4, RowsReports.text(result))
    }
    val prose = TempFolder.write(folder.resolve("prose.avsc"), "hello")
    val choice = TempFolder.write(
      folder.resolve("choice.avsc"),
      """{"type": "record", "name": "R", "fields": [{"name": "f", "type": ["string", "int"]}]}"""
    )
    val cases = Seq(
      (s"${topic("spoiled")}?avro=$schema", "the value of partition 0, offset 0 is no 'Order' in Avro"),
      (
        s"${topic("confluent")}?avro=$schema",
        "it may begin with Confluent's magic byte: write ?avro=SCHEMA_FILE&confluent"
      ),
      (s"$avro&confluent", "and does not begin with Confluent's magic byte"),
      (s"${topic("avro")}?avro=$prose", "is no schema of Avro"),
      (s"${topic("avro")}?avro=$choice", "field 'f' is a union of several types, which cannot be compared"),
      (s"${topic("avro")}?avro=/no/such.avsc", "/no/such.avsc: cannot be read"),
      (s"${topic("avro")}?avro=", "write ?avro=SCHEMA_FILE[&confluent]")
    )
    for ((end, said) <- cases) {
      val error = intercept[UserError](compare(end, table("orders"), Asked("id")))
      assert(error.getMessage.contains(said) && error.exitCode.code == 2, error)
    }
  }

  test(
    "a record without a value deletes the records before it that have its key, as a table and not as a log"
  ) {
    broker.create("deleting", 1)
    def value(k: Int, n: Int) = s"""{"k":$k,"n":$n}""".getBytes
    send("deleting", "1", value(1, 1))
    send("deleting", "2", value(2, 1))
    send("deleting", "1", null)
    send("deleting", "2", null)
    send("deleting", "2", value(2, 5))
    send("deleting", "3", null)
    send("deleting", "3", value(3, 1))
    postgres.execute("CREATE TABLE kept (k INT, n INT); INSERT INTO kept VALUES (2, 5), (3, 1)")
    val result = compare(table("kept"), topic("deleting"), Asked("k"))
    val text = RowsReports.text(result)
    assert(result.verdict == Verdict.EQUAL && result.tally.equal == 2, text)
    assert(
      text.contains("3 records without a value: the records before them with their key are deleted"),
      text
    )
    val log = RowsReports.text(compare(table("kept"), topic("deleting"), Asked("k", log = true)))
    assert(log.contains("3 records without a value were left out") && log.contains("EXTRA_ROW: 2 equal"), log)
  }
}
