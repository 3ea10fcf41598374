package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.cli.Cli
import io.twinstream.ends.recording.{Recorded, RecordingReader}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.apache.kafka.clients.consumer.{ConsumerRecord, KafkaConsumer}
import org.apache.kafka.clients.producer.ProducerRecord
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.header.Header
import org.apache.kafka.common.header.internals.RecordHeader
import org.apache.kafka.common.serialization.ByteArrayDeserializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Random

/** Topics that are recorded and replayed, by processes of their own on a real broker. */
@EndToEnd
class RecordEndToEndSuite extends AnyFunSuite {
  private def broker: Broker = Broker.shared

  /** All that a record has, but its offset. */
  private final case class Content(
      partition: Int,
      timestamp: Long,
      timestampType: String,
      key: Option[Seq[Byte]],
      value: Option[Seq[Byte]],
      headers: Seq[(String, Option[Seq[Byte]])]
  )

  private def bytes(array: Array[Byte]): Option[Seq[Byte]] = Option(array).map(_.toVector)

  private def content(record: ConsumerRecord[Array[Byte], Array[Byte]]): Content =
    Content(
      record.partition,
      record.timestamp,
      record.timestampType.name,
      bytes(record.key),
      bytes(record.value),
      record.headers.asScala.map(header => (header.key, bytes(header.value))).toVector
    )

  /** The records of each partition in their order. */
  private def contents(topic: String): Map[Int, Seq[Content]] = {
    val settings =
      Map[String, AnyRef]("bootstrap.servers" -> broker.address, "isolation.level" -> "read_committed")
    val consumer = new KafkaConsumer(settings.asJava, new ByteArrayDeserializer, new ByteArrayDeserializer)
    try {
      val partitions =
        consumer.partitionsFor(topic).asScala.map(p => new TopicPartition(topic, p.partition)).asJava
      consumer.assign(partitions)
      consumer.seekToBeginning(partitions)
      val ends = consumer.endOffsets(partitions).asScala
      val records = Vector.newBuilder[Content]
      while (ends.exists { case (partition, end) => consumer.position(partition) < end })
        consumer.poll(java.time.Duration.ofMillis(100)).forEach(record => { records += content(record); () })
      records.result().groupBy(_.partition)
    } finally consumer.close()
  }

  /** Any bytes, nulls and headers; timestamps in an order of their own. */
  private def anyRecords(
      topic: String,
      partitions: Int,
      count: Int
  ): Seq[ProducerRecord[Array[Byte], Array[Byte]]] = {
    val random = new Random(11)
    def anyBytes(most: Int) = {
      val array = new Array[Byte](random.nextInt(most))
      random.nextBytes(array)
      if (random.nextInt(5) == 0) null else array
    }
    for (i <- 0 until count) yield {
      val headers = Seq.fill(random.nextInt(4))(
        new RecordHeader(s"h${random.nextInt(2)}", anyBytes(9)): Header
      )
      new ProducerRecord(
        topic,
        Integer.valueOf(random.nextInt(partitions)),
        java.lang.Long.valueOf(1700000000000L + 10 * i + random.nextInt(2000)),
        anyBytes(20),
        anyBytes(300),
        headers.asJava
      )
    }
  }

  private def send(records: Seq[ProducerRecord[Array[Byte], Array[Byte]]]): Unit = {
    val to = broker.producer()
    try records.map(record => to.send(record)).foreach(_.get(60, TimeUnit.SECONDS))
    finally to.close()
  }

  private def twinstream(folder: Path, args: String*): Bin.Result =
    Bin.run(folder, "bin/twinstream" +: args: _*)

  private def topic(name: String) = s"kafka:${broker.address}/$name"

  /** A command within this process: its exit code and what it said. */
  private def main(args: String*): (Int, String) = Cli.run(args: _*)

  private def records(file: Path): Seq[Recorded] = {
    val reader = RecordingReader.open(file, (_: String) => ())
    try Iterator.continually(reader.next()).takeWhile(_ != null).toList
    finally reader.close()
  }

  private def text(bytes: Array[Byte]): String = new String(bytes, UTF_8)

  test("a topic that is recorded and replayed is the same, byte for byte") {
    TempFolder.use { folder =>
      broker.create("exact", 3)
      send(anyRecords("exact", 3, 2000))
      val file = folder.resolve("exact.avro").toString
      val recorded = twinstream(folder, "record", topic("exact"), "--until", "latest", "--out", file)
      assert(recorded.exit == 0 && recorded.err.contains("2,000 records"), recorded)
      val replayed = twinstream(folder, "replay", file, "--to", topic("exact-again"), "--speed", "max")
      assert(replayed.exit == 0, replayed)
      val before = contents("exact")
      assert(before.values.map(_.size).sum == 2000 && before.size == 3)
      assert(contents("exact-again") == before)
    }
  }

  test("topics are made again with their names and partitions; aborted records are not recorded") {
    TempFolder.use { folder =>
      broker.create("left", 2)
      broker.create("right", 4)
      send(anyRecords("left", 2, 50) ++ anyRecords("right", 4, 70))
      val producer = broker.producer("transactional.id" -> "record")
      producer.initTransactions()
      producer.beginTransaction()
      producer.send(broker.record("left", 0, "aborted")).get(30, TimeUnit.SECONDS)
      producer.abortTransaction()
      producer.beginTransaction()
      producer.send(broker.record("left", 0, "committed")).get(30, TimeUnit.SECONDS)
      producer.commitTransaction()
      producer.close()
      val file = folder.resolve("both.avro")
      val before = (contents("left"), contents("right"))
      assert(
        main("record", topic("left,right"), "--until", "latest", "--out", file.toString)._2
          .contains("121 records")
      )
      assert(records(file).map(_.arrivalMillis) == records(file).map(_.arrivalMillis).sorted)
      val beside = main("replay", file.toString, "--to", topic("test-*"), "--speed", "max")
      assert(beside._1 == 0 && (contents("test-left"), contents("test-right")) == before, beside)
      Seq("left", "right").foreach(broker.deleteTopic)
      val again =
        eventually(main("replay", file.toString, "--to", s"kafka:${broker.address}", "--speed", "max"))(
          _._1 == 0 // a deleted topic is there for a moment
        )
      assert(again._2.contains("121 records"), again)
      assert((contents("left"), contents("right")) == before)
      assert(
        broker
          .admin(_.describeTopics(Seq("right").asJava).allTopicNames.get)
          .get("right")
          .partitions
          .size == 4
      )
    }
  }

  private def eventually[A](attempt: => A)(isDone: A => Boolean): A = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    var last = attempt
    while (!isDone(last)) {
      assert(System.nanoTime < deadline, last.toString)
      java.util.concurrent.locks.LockSupport.parkNanos(100000000)
      last = attempt
    }
    last
  }

  test("partitions are merged by time, and ranges of offsets and times are exact") {
    TempFolder.use { folder =>
      broker.create("times", 2)
      val began = 1700000000000L
      send(for (i <- 0 until 100) yield {
        // Partition 0 has the even seconds, partition 1 the odd ones.
        new ProducerRecord[Array[Byte], Array[Byte]](
          "times",
          i % 2,
          began + i * 1000L,
          null,
          s"v$i".getBytes(UTF_8)
        )
      })
      def recorded(args: String*): Seq[(Long, String)] = {
        val file = folder.resolve(s"${args.hashCode}.avro")
        val (exit, said) = main(Seq("record", topic("times"), "--out", file.toString) ++ args: _*)
        assert(exit == 0, said)
        records(file).map(r => (r.arrivalMillis, text(r.value)))
      }
      val all = recorded("--until", "latest")
      assert(all == (0 until 100).map(i => (i * 1000L, s"v$i")))
      assert(recorded("--from", "earliest", "--count", "7") == all.take(7))
      assert(recorded("--from", "earliest", "--for", "10s") == all.take(10))
      assert(
        recorded("--from", "times-0=1,times-1=2", "--until", "times-0=3,times-1=latest").map(_._2) ==
          Seq("v2", "v4").++((5 until 100 by 2).map(i => s"v$i")).sortBy(_.drop(1).toInt)
      )
      val morning = recorded("--from", "2023-11-14T22:13:30Z", "--until", "2023-11-14T22:13:39.500Z")
      assert(morning == (10 until 20).map(i => ((i - 10) * 1000L, s"v$i")))
    }
  }

  test("Ctrl-C ends a live recording whole, with its arrivals and its silence") {
    TempFolder.use { folder =>
      broker.create("live", 2)
      val file = folder.resolve("live.avro")
      val running = Bin.start(folder, Seq("bin/twinstream", "record", topic("live"), "--out", file.toString))
      Bin.eventually(running)(running.err.contains("recording kafka:"))
      val partial = folder.resolve("live.avro.partial")
      for (i <- 0 until 3) {
        // Its timestamp is of another time; what counts is when it came.
        send(Seq(new ProducerRecord("live", i % 2, 1000L, Array[Byte](1), s"v$i".getBytes(UTF_8))))
        Bin.eventually(running)(Files.exists(partial) && records(partial).size == i + 1)
      }
      running.signal("INT")
      val result = running.await()
      assert(result.exit == 0 && result.err.contains("3 records"), result)
      assert(!Files.exists(partial))
      val read = records(file)
      assert(read.map(r => text(r.value)) == Seq("v0", "v1", "v2") && read.forall(_.timestampMillis == 1000L))
      assert(read.map(_.arrivalMillis).sliding(2).forall { case Seq(a, b) => a < b }, read)
      assert(read.last.arrivalMillis < 240000L)
    }
  }

  private def partitionsOf(topic: String): Int =
    broker.admin(_.describeTopics(Seq(topic).asJava).allTopicNames.get).get(topic).partitions.size

  for ((bound, value) <- Seq("--count" -> "60", "--for" -> "20s"))
    test(
      s"partitions that a topic gets while it is recorded are recorded from their beginning: $bound",
      LongRun
    ) {
      TempFolder.use { folder =>
        val name = "growing" + bound
        broker.create(name, 1)
        val file = folder.resolve("grown.avro")
        val running = Bin.start(
          folder,
          Seq("bin/twinstream", "record", topic(name), "--out", file.toString, bound, value)
        )
        Bin.eventually(running)(running.err.contains("Ctrl-C ends it whole"))
        def sendTo(partitions: Int): Unit = send(
          (0 until 20).map(i =>
            new ProducerRecord(name, i % partitions, null, s"k$i".getBytes(UTF_8), s"v$i".getBytes(UTF_8))
          )
        )
        sendTo(1)
        broker.addPartitions(name, 3)
        sendTo(3)
        broker.addPartitions(name, 12)
        sendTo(12)
        val result = running.await()
        assert(result.exit == 0 && result.err.contains("60 records"), result)
        val arrivals = records(file).map(_.arrivalMillis)
        assert(arrivals == arrivals.sorted)
        val replayed = main("replay", file.toString, "--to", topic(name + "-again"), "--speed", "max")
        assert(replayed._1 == 0, replayed)
        assert(contents(name + "-again") == contents(name) && partitionsOf(name + "-again") == 12)
      }
    }

  test("SIGKILL leaves what was recorded, which becomes a whole recording") {
    TempFolder.use { folder =>
      broker.create("killed", 1)
      val file = folder.resolve("killed.avro")
      val running = Bin.start(
        folder,
        Seq("bin/twinstream", "record", topic("killed"), "--from", "earliest", "--out", file.toString)
      )
      val partial = folder.resolve("killed.avro.partial")
      send(anyRecords("killed", 1, 500))
      Bin.eventually(running)(Files.exists(partial) && records(partial).size == 500)
      running.killNow()
      running.await()
      assert(!Files.exists(file))
      val refused = main("replay", partial.toString, "--to", topic("killed-again"))
      assert(refused._1 == 3 && refused._2.contains("is truncated after 500 whole records"), refused)
      val again = main("record", topic("killed"), "--out", file.toString, "--count", "1")
      assert(again._1 == 2 && again._2.contains("an earlier recording that was not ended"), again)
      val kept = folder.resolve("kept.avro").toString
      val (exit, said) = main("record", s"recording:$partial", "--out", kept)
      assert(exit == 0 && said.contains("is truncated after 500 whole records"), said)
      assert(main("replay", kept, "--to", topic("killed-kept"), "--speed", "max")._1 == 0)
      assert(contents("killed-kept") == contents("killed"))
    }
  }

  test("compare takes a recorded topic, with tombstones and keys, and its silence") {
    TempFolder.use { folder =>
      broker.create("words", 2)
      val began = 1700000000000L
      val values = Seq("a b a", "c", null, "a\uD83D\uDE00 b", "b")
      send(values.zipWithIndex.map { case (value, i) =>
        val bytes = Option(value).map(_.getBytes(UTF_8)).orNull
        new ProducerRecord("words", i % 2, began + 700L * i, Array[Byte](-1), bytes)
      })
      val file = folder.resolve("words.avro").toString
      val until = "2023-11-14T22:13:26Z"
      assert(
        main(
          "record",
          topic("words"),
          "--from",
          "2023-11-14T22:13:20Z",
          "--until",
          until,
          "--out",
          file
        )._1 == 0
      )
      val compared = twinstream(folder, "compare", "word-count", "--input", file)
      assert(compared.exit == 0 && compared.out.contains("EQUAL in 6 batches of 1.00 s, 5 lines"), compared)
    }
  }

  test("it replays in its own time, or faster, into files that are moved in") {
    TempFolder.use { folder =>
      val recording = TempFolder.write(folder.resolve("text"), "0\ta\n0\tb\n2000\tc\n4000 end\n")
      val to = folder.resolve("in")
      val began = System.nanoTime
      val (exit, said) = main("replay", recording.toString, "--to", s"files:$to", "--speed", "2")
      val took = (System.nanoTime - began) / 1000000
      assert(exit == 0 && took >= 2000 && took < 60000, s"$took ms: $said")
      val files = Files.list(to).iterator.asScala.toList.sortBy(_.toString)
      assert(files.map(file => text(Files.readAllBytes(file))) == Seq("a\nb\n", "c\n"))
      assert(files.forall(_.getFileName.toString.startsWith("replay-")))
    }
  }

  // what, arguments, exit, message
  private def refusals(folder: Path): Seq[(String, Seq[String], Int, String)] = {
    val out = Seq("--out", folder.resolve("new.avro").toString)
    val text = TempFolder.write(folder.resolve("text"), "0@a\tb\n")
    val two = TempFolder.write(folder.resolve("two"), "0@a\tb\n0@b\tc\n")
    val feed = TempFolder.write(folder.resolve("plain"), "0\tb\n")
    val three = folder.resolve("three.avro").toString
    val filled = topic("filled")
    assert(main("record", filled, "--until", "latest", "--out", three)._1 == 0)
    Seq(
      (
        "--until before --from",
        Seq(
          "record",
          filled,
          "--from",
          "filled-0=2,filled-1=0,filled-2=0",
          "--until",
          "filled-0=1,filled-1=0,filled-2=0"
        ) ++ out,
        2,
        "filled-0 is to be read until offset 1, which is before"
      ),
      (
        "times the wrong way",
        Seq("record", filled, "--from", "2024-01-02T00:00:00Z", "--until", "2024-01-01T00:00:00Z") ++ out,
        2,
        "which is before 2024-01-02"
      ),
      (
        "an offset that is not there",
        Seq("record", filled, "--from", "filled-0=99,filled-1=0,filled-2=0") ++ out,
        2,
        "filled-0 has the offsets 0 to 3, and is to be read from 99"
      ),
      (
        "a partition that is not named",
        Seq("record", filled, "--from", "filled-0=1,filled-1=0") ++ out,
        2,
        "does not name filled-2"
      ),
      (
        "a partition that is not there",
        Seq("record", filled, "--from", "filled-0=1,filled-7=0") ++ out,
        2,
        "there is no partition filled-7"
      ),
      (
        "no place",
        Seq("record", filled, "--from", "yesterday") ++ out,
        2,
        "'yesterday' is not a position in topics"
      ),
      ("an unknown topic", Seq("record", topic("none")) ++ out, 3, "there is no topic 'none'"),
      ("no broker", Seq("record", s"kafka:localhost:${Bin.freePort()}/t") ++ out, 3, "no broker answers"),
      ("a file that is there", Seq("record", filled, "--out", three), 2, "three.avro: already exists"),
      ("no such directory", Seq("record", filled, "--out", s"$folder/no/x"), 2, "there is no such directory"),
      ("a source of another kind", Seq("record", "ftp:x") ++ out, 2, "write kafka:HOST:PORT/TOPIC"),
      (
        "offsets of a socket",
        Seq("record", "socket:h:1", "--from", "latest") ++ out,
        2,
        "--from: goes with kafka and files"
      ),
      ("a mask that is none", Seq("record", filled, "--mask", "user") ++ out, 2, "'user' is not a mask"),
      ("no count", Seq("record", filled, "--count", "0") ++ out, 2, "write 1 or more"),
      ("a topic that holds records", Seq("replay", three, "--to", filled), 3, "holds records already"),
      (
        "another number of partitions",
        Seq("replay", three, "--to", topic("two-partitions")),
        3,
        "has 2 partitions, and 3 were recorded"
      ),
      ("a topic that stamps records", Seq("replay", three, "--to", topic("stamping")), 3, "LogAppendTime"),
      ("two topics into one", Seq("replay", two.toString, "--to", topic("one")), 2, "a and b were recorded"),
      ("a name with two stars", Seq("replay", three, "--to", topic("*-*")), 2, "a topic is 1 to 249 of"),
      (
        "lines without a topic",
        Seq("replay", feed.toString, "--to", s"kafka:${broker.address}"),
        2,
        "no topic was recorded"
      ),
      (
        "a port in use",
        Seq("replay", text.toString, "--to", s"socket:${broker.address.split(':').last}"),
        3,
        "cannot listen there"
      ),
      (
        "a port that is none",
        Seq("replay", text.toString, "--to", "socket:99999"),
        2,
        "with a port of 1 to 65535"
      ),
      (
        "a speed that is none",
        Seq("replay", text.toString, "--to", "socket:0", "--speed", "fast"),
        2,
        "write a number over 0, or max"
      ),
      ("no recording", Seq("replay", s"$folder/none", "--to", "socket:0"), 2, "no such file")
    )
  }

  test("what cannot be done is said in one line, before anything is made") {
    TempFolder.use { folder =>
      broker.create("filled", 3)
      broker.create("two-partitions", 2)
      broker.create("stamping", 3, Map("message.timestamp.type" -> "LogAppendTime"))
      broker.send("filled", 0, "a", "b", "c")
      for ((what, args, code, message) <- refusals(folder)) {
        val (exit, said) = main(args: _*)
        assert(exit == code && said.contains(message), s"$what: $exit $said")
        assert(said.linesIterator.count(!_.startsWith("twinstream: try ")) == 1, s"$what: $said")
        assert(
          !Files.exists(folder.resolve("new.avro")) && !Files.exists(folder.resolve("new.avro.partial")),
          what
        )
      }
      val one = folder.resolve("three.avro").toString
      assert(main("replay", one, "--to", topic("filled"), "--append", "--speed", "max")._1 == 0)
      assert(broker.values("filled") == Seq("a", "b", "c", "a", "b", "c"))
    }
  }
}
