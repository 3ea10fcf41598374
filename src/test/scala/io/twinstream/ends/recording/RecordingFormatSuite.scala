package io.twinstream.ends.recording

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.api.InputRecord
import io.twinstream.endtoend.Bin
import io.twinstream.ends.recording.Recorded.TimestampType
import io.twinstream.error.UserError
import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.time.Duration
import org.apache.avro.Schema
import org.apache.avro.file.{DataFileReader, DataFileWriter}
import org.apache.avro.generic.{GenericData, GenericDatumReader, GenericDatumWriter, GenericRecord}
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

/** The binary format: what is written is read, by us and by Avro; what is not whole is told. */
@RuleTier
class RecordingFormatSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val second = Duration.ofSeconds(1)
  private val topics: java.util.Map[String, Integer] = Map("clicks" -> 2, "orders-v.1" -> 3).map {
    case (name, count) => (name, Integer.valueOf(count))
  }.asJava
  private val head = new RecordingHead(topics, 1700000000000L)

  private val anyBytes: Gen[Array[Byte]] =
    Gen.frequency(
      (1, Gen.const(null)),
      (1, Gen.const(Array.emptyByteArray)),
      (6, Gen.listOf(Gen.choose(Byte.MinValue, Byte.MaxValue)).map(_.toArray))
    )

  private val anyHeader: Gen[InputRecord.Header] = for {
    name <- Gen.oneOf("", "a", "b", "가\u0000")
    value <- anyBytes
  } yield new InputRecord.Header(name, value)

  private val anyRecord: Gen[Recorded] = for {
    wait <- Gen.frequency((2, Gen.const(0L)), (2, Gen.choose(1L, 3000L)))
    topic <- Gen.oneOf("clicks", "orders-v.1", "")
    partition <- Gen.choose(0, 2)
    offset <- Gen.oneOf(Gen.const(-1L), Gen.choose(0L, Long.MaxValue))
    timestamp <- Gen.oneOf(Gen.const(-1L), Gen.choose(0L, Long.MaxValue))
    kind <- Gen.oneOf(TimestampType.values.toSeq)
    key <- anyBytes
    value <- anyBytes
    headers <- Gen.listOf(anyHeader)
  } yield new Recorded(wait, topic, partition, offset, timestamp, kind, key, value, headers.asJava)

  /** Arrivals ascend. */
  private val anyRecords: Gen[Seq[Recorded]] = Gen.listOf(anyRecord).map { records =>
    records.zip(records.scanLeft(0L)(_ + _.arrivalMillis).tail).map { case (r, at) => arriving(r, at) }
  }

  private def arriving(r: Recorded, at: Long): Recorded =
    new Recorded(
      at,
      r.topic,
      r.partition,
      r.offset,
      r.timestampMillis,
      r.timestampType,
      r.key,
      r.value,
      r.headers
    )

  private def line(at: Long, topic: String, value: String): Recorded =
    new Recorded(at, topic, 0, 7, -1, TimestampType.NONE, null, value.getBytes(UTF_8), List.empty.asJava)

  /** All of a record, to be compared by value. */
  private def content(r: Recorded): Seq[Any] =
    Seq(r.arrivalMillis, r.topic, r.partition, r.offset, r.timestampMillis, r.timestampType) ++
      Seq(bytes(r.key), bytes(r.value), r.headers.asScala.map(h => (h.name, bytes(h.value))).toList)

  private def bytes(array: Array[Byte]): Option[List[Byte]] = Option(array).map(_.toList)

  /** @param flushEvery ends a block after so many records */
  private def write(file: Path, records: Seq[Recorded], end: Long, flushEvery: Int = Int.MaxValue): Path = {
    val writer = RecordingWriter.create(file, head, false)
    try {
      for ((record, i) <- records.zipWithIndex) {
        writer.append(record)
        if (i % flushEvery == flushEvery - 1) writer.flush()
      }
      writer.end(end)
    } finally writer.close()
    file
  }

  private def all(reader: RecordingReader): Seq[Recorded] =
    try Iterator.continually(reader.next()).takeWhile(_ != null).toList
    finally reader.close()

  private def read(file: Path): Seq[Recorded] = all(RecordingReader.open(file))

  private def withFile[A](body: Path => A): A = TempFolder.use(folder => body(folder.resolve("file")))

  test("what is written is read: any bytes, nulls, headers, timestamps") {
    forAll(anyRecords, Gen.choose(1, 4)) { (records, flushEvery) =>
      withFile { file =>
        write(file, records, 5000000, flushEvery)
        assert(read(file).map(content) == records.map(content))
        val reader = RecordingReader.open(file)
        try {
          assert(reader.head == head)
          while (reader.next() != null) {}
          assert(reader.isEndNamed && reader.endMillis == 5000000)
        } finally reader.close()
      }
    }
  }

  test("records that come faster than they are compressed, and very large ones, are all there") {
    withFile { file =>
      val random = new scala.util.Random(3)
      val value = new Array[Byte](200000)
      val writer = RecordingWriter.create(file, head, false)
      val sizes = for (i <- 0 until 600) yield if (i % 200 == 7) 5000000 else random.nextInt(value.length)
      random.nextBytes(value)
      for ((size, i) <- sizes.zipWithIndex) {
        val bytes = java.util.Arrays.copyOf(value, size)
        if (size > 0) bytes(0) = i.toByte
        writer.append(
          new Recorded(
            i.toLong,
            "clicks",
            0,
            i.toLong,
            -1,
            TimestampType.NONE,
            null,
            bytes,
            List.empty.asJava
          )
        )
      }
      writer.end(1000)
      writer.close()
      val reader = RecordingReader.open(file)
      try {
        for ((size, i) <- sizes.zipWithIndex) {
          val record = reader.next()
          assert(record.offset == i && record.value.length == size)
          val bytes = java.util.Arrays.copyOf(value, size)
          if (size > 0) bytes(0) = i.toByte
          assert(java.util.Arrays.equals(record.value, bytes))
        }
        assert(reader.next() == null && reader.isEndNamed)
      } finally reader.close()
    }
  }

  test("the head tells of partitions that came while it was written, also where the end is missing") {
    withFile { file =>
      val writer = RecordingWriter.create(file, head, false)
      some.foreach(writer.append)
      val grown =
        new RecordingHead(
          Map("clicks" -> 12, "orders-v.1" -> Int.MaxValue).map { case (name, count) =>
            (name, Integer.valueOf(count))
          }.asJava,
          head.beganAtMillis
        )
      def headOf(of: Path) = {
        val reader = RecordingReader.open(of, (_: String) => ())
        try reader.head
        finally reader.close()
      }
      writer.grow(
        new RecordingHead(Map("clicks" -> Integer.valueOf(3), "orders-v.1" -> Integer.valueOf(3)).asJava, 1)
      )
      writer.grow(grown)
      assert(headOf(writer.partial) == grown)
      writer.end(9000)
      writer.close()
      assert(headOf(file) == grown && read(file).size == some.size)
    }
  }

  test("Avro's own reader reads the same, with the schema in the file") {
    forAll(anyRecords) { records =>
      withFile { file =>
        val in = new DataFileReader[GenericRecord](
          write(file, records, 5000000).toFile,
          new GenericDatumReader[GenericRecord]
        )
        val rows =
          try in.iterator.asScala.toList
          finally in.close()
        val read = rows.init.map { row =>
          val headers = row.get("headers").asInstanceOf[java.util.List[GenericRecord]].asScala.map { header =>
            (header.get("key").toString, generic(header.get("value")))
          }
          Seq(row.get("arrival"), row.get("topic").toString, row.get("partition"), row.get("offset")) ++
            Seq(row.get("timestamp"), TimestampType.valueOf(row.get("timestampType").toString)) ++
            Seq(generic(row.get("key")), generic(row.get("value")), headers.toList)
        }
        assert(read == records.map(content))
        assert(rows.last.get("arrival") == 5000000L && rows.last.get("records") == records.size.toLong)
        val kept = new ObjectMapper().readTree(in.getMetaString("twinstream.topics"))
        assert(kept.toString == """{"clicks":2,"orders-v.1":3}""")
        assert(in.getMetaString("avro.codec") == "zstandard")
      }
    }
  }

  private def generic(value: Any): Option[List[Byte]] =
    Option(value).map { buffer =>
      val array = new Array[Byte](buffer.asInstanceOf[ByteBuffer].remaining)
      buffer.asInstanceOf[ByteBuffer].duplicate.get(array)
      array.toList
    }

  private val some = (1 to 40).map(i => line(i * 100, "clicks", s"value $i"))

  test("what another program writes by the schema is read") {
    withFile { file =>
      val schema = AvroFormat.SCHEMA
      val kind = schema.getField("timestampType").schema
      val out = new DataFileWriter[GenericRecord](new GenericDatumWriter[GenericRecord](schema))
      out
        .setMeta("twinstream.recording", "1")
        .setMeta("twinstream.topics", "{}")
        .setMeta("twinstream.began", "-1")
      out.create(schema, file.toFile)
      def row(at: Long, value: ByteBuffer, records: java.lang.Long): GenericRecord = {
        val row = new GenericData.Record(schema)
        row.put("arrival", at)
        row.put("topic", "t")
        row.put("partition", 0)
        row.put("offset", 3L)
        row.put("timestamp", 4L)
        row.put("timestampType", new GenericData.EnumSymbol(kind, "CREATE_TIME"))
        row.put("value", value)
        row.put("headers", new java.util.ArrayList[GenericRecord])
        row.put("records", records)
        row
      }
      out.append(row(5, ByteBuffer.wrap("x".getBytes(UTF_8)), null))
      out.append(row(9, null, 1L))
      out.close()
      assert(read(file).map(r => (r.arrivalMillis, new String(r.value, UTF_8))) == Seq((5L, "x")))
    }
  }

  /** Where each block begins, and the end of the file. */
  private def boundaries(file: Path): Seq[Long] = {
    val in = new DataFileReader[GenericRecord](file.toFile, new GenericDatumReader[GenericRecord])
    try {
      val starts = Seq.newBuilder[Long]
      starts += in.previousSync
      while (in.hasNext) {
        in.next()
        starts += in.previousSync
      }
      starts.result().distinct
    } finally in.close()
  }

  test("a file that is cut off anywhere says how many records are whole, and gives them") {
    TempFolder.use { folder =>
      val whole = Files.readAllBytes(write(folder.resolve("whole"), some, 9000, flushEvery = 4))
      val blocks = boundaries(folder.resolve("whole"))
      assert(blocks.size == 12) // 10 of records, the end mark's, the end of the file
      for (length <- blocks.head.toInt until whole.length) {
        val file = Files.write(folder.resolve("cut"), whole.take(length))
        val records = math.min(40, 4 * (blocks.count(_ <= length) - 1))
        val error = intercept[UserError](read(file)).getMessage
        assert(error.contains(s"after $records whole records"), s"at $length of $blocks: $error")
        assert(error.contains(s"record recording:$file"), error)
        var told = Seq.empty[String]
        val kept = all(RecordingReader.open(file, (what: String) => told :+= what))
        assert(kept.map(content) == some.take(records).map(content) && told.size == 1)
      }
    }
  }

  test("a file that is cut off in its head says so") {
    TempFolder.use { folder =>
      val whole = Files.readAllBytes(write(folder.resolve("whole"), some, 9000))
      val start = boundaries(folder.resolve("whole")).head.toInt
      for (length <- 4 until start) {
        val file = Files.write(folder.resolve("cut"), whole.take(length))
        val error = intercept[UserError](read(file)).getMessage
        assert(error.startsWith(s"$file: "), error)
      }
    }
  }

  test("a changed byte in a block never gives another record") {
    TempFolder.use { folder =>
      val whole = Files.readAllBytes(write(folder.resolve("whole"), some, 9000, flushEvery = 4))
      val start = boundaries(folder.resolve("whole")).head.toInt
      var unnoticed = 0
      for (at <- start until whole.length) {
        val changed = whole.clone()
        changed(at) = (changed(at) ^ 0x40).toByte
        val file = Files.write(folder.resolve("changed"), changed)
        var told = Seq.empty[String]
        val kept = all(RecordingReader.open(file, (what: String) => told :+= what))
        assert(told.nonEmpty || kept.size == some.size, s"at $at") // a bit of a frame's head may mean nothing
        assert(kept.map(content) == some.take(kept.size).map(content), s"at $at")
        unnoticed += (if (told.isEmpty) 1 else 0)
      }
      assert(unnoticed < 20)
    }
  }

  test("a text and a binary recording of the same lines are the same batches") {
    val anyLine = Gen.listOf(Gen.oneOf('a', '\r', '\t', '0', '\u0000', '가')).map(_.mkString)
    val lines = for {
      texts <- Gen.listOf(anyLine)
      waits <- Gen.listOfN(texts.size, Gen.choose(0L, 1500L))
      topics <- Gen.listOfN(texts.size, Gen.oneOf("", "clicks"))
    } yield texts.zip(waits.scanLeft(0L)(_ + _).tail).zip(topics).map { case ((text, at), topic) =>
      line(at, topic, text)
    }
    forAll(lines, Gen.choose(0L, 3000L)) { (records, silence) =>
      TempFolder.use { folder =>
        val end = records.lastOption.map(_.arrivalMillis).getOrElse(0L) + silence
        val text = records.map { r =>
          val topic = if (r.topic.isEmpty) "" else "@" + r.topic
          s"${r.arrivalMillis}$topic\t${new String(r.value, UTF_8)}\n"
        }.mkString
        val textFile = TempFolder.write(folder.resolve("text"), text + s"$end end\n")
        val binaryFile = write(folder.resolve("binary"), records, end, flushEvery = 3)
        val Seq(fromText, fromBinary) = Seq(textFile, binaryFile).map { file =>
          val recording = Recording.open(file, second)
          (0 until recording.batches).map { k =>
            assert(recording.size(k) == recording.batch(k).size)
            recording.batch(k).asScala.map(r => (r.topic, r.arrivedAtMillis, r.value)).toList
          }
        }
        assert(fromText == fromBinary && fromText.map(_.size).sum == records.size)
        assert(Recording.looksLikeOne(binaryFile))
      }
    }
  }

  test("a job is given key, headers, bytes, partition and offset") {
    withFile { file =>
      val header = new InputRecord.Header("h", Array[Byte](1))
      val record = new Recorded(
        1200,
        "clicks",
        1,
        77,
        5,
        TimestampType.CREATE_TIME,
        Array[Byte](9),
        Array[Byte](-1, 'a'),
        List(header).asJava
      )
      val tombstone = new Recorded(
        1300,
        "clicks",
        0,
        3,
        5,
        TimestampType.CREATE_TIME,
        Array[Byte](9),
        null,
        List.empty.asJava
      )
      val recording = Recording.open(write(file, Seq(record, tombstone), 2000), second)
      val Seq(read, second1) = recording.batch(1).asScala.toList
      assert(recording.batches == 2 && recording.size(0) == 0)
      assert((read.topic, read.partition, read.offset, read.arrivedAtMillis) == (("clicks", 1, 77L, 1200L)))
      assert(
        read.key.toSeq == Seq[Byte](9) && read.valueBytes.toSeq == Seq[Byte](
          -1,
          'a'
        ) && read.value == "\ufffda"
      )
      assert(read.headers.asScala.map(h => (h.name, h.value.toSeq)) == Seq(("h", Seq[Byte](1))))
      assert(second1.isTombstone && second1.value == null)
      assert(recording.where(read) == "topic clicks, partition 1, offset 77")
    }
  }

  private val others = Seq(
    ("of another version", Map("twinstream.recording" -> "2"), true, "is a recording of version 2"),
    ("no recording", Map.empty[String, String], true, "is an Avro file but not a recording"),
    ("of another schema", Map("twinstream.recording" -> "1"), false, "is not a recording of version 1")
  )

  for ((name, meta, isOurs, message) <- others)
    test(s"an Avro file that is $name is refused") {
      withFile { file =>
        val schema =
          if (isOurs) AvroFormat.SCHEMA
          else
            new Schema.Parser()
              .parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"long"}]}""")
        val out = new DataFileWriter[GenericRecord](new GenericDatumWriter[GenericRecord](schema))
        meta.foreach { case (key, value) => out.setMeta(key, value) }
        out.create(schema, file.toFile).close()
        val error = intercept[UserError](read(file)).getMessage
        assert(error.startsWith(s"$file: $message"), error)
      }
    }

  test("the page of recordings has the schema as it is") {
    val page = new String(Files.readAllBytes(Bin.home.resolve("src/site/markdown/recordings.md")), UTF_8)
    val in = getClass.getResourceAsStream("recording.avsc")
    try assert(page.contains("```json\n" + new String(in.readAllBytes, UTF_8) + "```\n"))
    finally in.close()
  }

  test("a recording is beside its place until it is whole, and replaces nothing unasked") {
    withFile { file =>
      val writer = RecordingWriter.create(file, head, false)
      some.foreach(writer.append)
      writer.flush()
      assert(!Files.exists(file))
      assert(all(RecordingReader.open(writer.partial, (_: String) => ())).size == 40)
      val second = intercept[UserError](RecordingWriter.create(file, head, false)).getMessage
      assert(second.contains(".partial: an earlier recording"), second)
      writer.end(1)
      writer.close()
      assert(!Files.exists(writer.partial) && read(file).size == 40)
      val third = intercept[UserError](RecordingWriter.create(file, head, false)).getMessage
      assert(third.contains("already exists"), third)
      val replaced = RecordingWriter.create(file, head, true)
      replaced.end(0)
      assert(read(file).isEmpty)
    }
  }
}
