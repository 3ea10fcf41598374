package io.twinstream.endtoend

import io.twinstream.api.ClassicInput
import io.twinstream.api.PortInput
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.{AppliesTo, Engine, DStreamTwin, StructuredTwin}
import io.twinstream.engine.{
  DStreamRunner,
  RunListener,
  RunSettings,
  Seen,
  Sessions,
  StopRequest,
  StructuredRunner,
  Until
}
import io.twinstream.savepoint.{OffsetRange, PartitionOffset, SourcePosition}
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.api.{InputRecord, Source}
import io.twinstream.ends.kafka.{KafkaAddress, KafkaClientSettings, KafkaReading, KafkaSource}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.time.Duration
import java.util.{Collections, Optional, OptionalLong, TreeMap, TreeSet}
import java.util.concurrent.{ConcurrentLinkedQueue, TimeUnit}
import org.apache.kafka.clients.producer.ProducerRecord
import org.apache.spark.{SparkConf, SparkEnv}
import org.apache.spark.sql.{Dataset, Encoders, Row, SparkSession}
import org.apache.spark.streaming.api.java.JavaDStream
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The Kafka source of both engines against a real broker, in real time, in this process. */
@EndToEnd
class KafkaSourceEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private lazy val session: SparkSession = Sessions.open(
    "twinstream kafka tests",
    Map("spark.master" -> "local[2]", "spark.streaming.kafka.maxRatePerPartition" -> "100").asJava,
    source(Seq("any"), KafkaReading.DEFAULT)
  )
  private var topics = 0

  override def afterAll(): Unit = session.stop()

  private def newTopic(partitions: Int, settings: Map[String, String] = Map.empty): String = {
    topics += 1
    val topic = s"topic-$topics"
    broker.create(topic, partitions, settings)
    topic
  }

  private def source(topics: Seq[String], reading: KafkaReading, servers: String = broker.address): Source =
    new KafkaSource(new KafkaAddress(servers, topics.asJava), reading)

  private def reading(
      starting: String = "earliest",
      client: KafkaClientSettings = KafkaClientSettings.NONE,
      mostOffsets: OptionalLong = OptionalLong.empty
  ): KafkaReading =
    new KafkaReading(client, starting, Optional.empty(), OptionalLong.empty, mostOffsets)

  private def client(folder: Path, properties: (String, String)*): KafkaClientSettings =
    KafkaClientSettings.read(
      TempFolder.write(
        folder.resolve("client.properties"),
        properties.map { case (k, v) => s"$k=$v\n" }.mkString
      )
    )

  /** Runs the job that names the topic of each record, and returns what it counted. */
  private def run(
      engine: Engine,
      from: Source,
      checkpoint: Option[Path] = None,
      until: Until = Until.END,
      stop: StopRequest = new StopRequest,
      listener: RunListener = RunListener.NONE
  ): Map[String, Long] = {
    Seen.rows.clear()
    from.check()
    val settings = new RunSettings[CountedWord](
      from,
      new Seen,
      checkpoint.map(_.toString).fold(Optional.empty[String])(Optional.of(_)),
      Duration.ofMillis(500),
      until
    )
    engine match {
      case Engine.DSTREAM => DStreamRunner.run(new DStreamTopics, settings, session, listener, stop)
      case _              => StructuredRunner.run(new StructuredTopics, settings, session, listener, stop)
    }
    counted
  }

  private def counted: Map[String, Long] =
    Seen.rows.asScala.toSeq.groupBy(_.getWord).map { case (word, rows) => (word, rows.map(_.getCount).sum) }

  private def await(so: => Any)(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    while (!condition) {
      assert(System.nanoTime < deadline, s"so far: $so")
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
    }
  }

  /** Runs while something else happens; stops when the condition holds. */
  private def runWhile(engine: Engine, from: Source)(body: => Unit)(isDone: => Boolean): Unit = {
    val stop = new StopRequest
    var failure: Option[Throwable] = None
    val thread = new Thread(() =>
      try { run(engine, from, until = Until.NEVER, stop = stop); () }
      catch { case e: Throwable => failure = Some(e) }
    )
    thread.start()
    try {
      await(counted)(counted.nonEmpty || failure.nonEmpty)
      body
      await(counted)(isDone || failure.nonEmpty)
    } finally {
      stop.request()
      thread.join(TimeUnit.SECONDS.toMillis(60))
    }
    failure.foreach(throw _)
  }

  for (engine <- Engine.values) {
    test(s"$engine: several topics, each record with its topic; tombstones; a record over the fetch size") {
      TempFolder.use { folder =>
        val (a, b) = (newTopic(2), newTopic(1))
        val huge = "x" * 100000
        broker.send(a, 0, "one", "one", null)
        broker.send(a, 1, "one", huge)
        broker.send(b, 0, "one", "한국어")
        val small = client(folder, "max.partition.fetch.bytes" -> "1000", "fetch.max.bytes" -> "1000")
        val found = run(engine, source(Seq(a, b), reading(client = small)))
        assert(
          found == Map(
            s"$a:one" -> 3L,
            s"$a:null" -> 1L,
            s"$a:$huge" -> 1L,
            s"$b:one" -> 1L,
            s"$b:한국어" -> 1L
          )
        )
      }
    }

    test(s"$engine: keys, headers and bytes that are no text arrive as they were sent") {
      val topic = newTopic(1)
      val sent = new ProducerRecord(topic, 0, Array[Byte](1, -1), Array[Byte](0, -128, 65))
      sent.headers.add("a", Array[Byte](9)).add("a", null)
      val producer = broker.producer()
      producer.send(sent).get(30, TimeUnit.SECONDS)
      producer.send(new ProducerRecord(topic, 0, Array[Byte](2), null)).get(30, TimeUnit.SECONDS)
      producer.close()
      val found = run(engine, source(Seq(topic), reading())).keySet
      assert(found == Set(s"$topic:\u0000\uFFFDA 01FF 008041 a=09,a=null", s"$topic:null 02 null "))
    }

    test(s"$engine: begins where --starting-offsets says") {
      val topic = newTopic(2)
      broker.send(topic, 0, "a0", "a1", "a2")
      broker.send(topic, 1, "b0", "b1")
      def from(starting: String): Set[String] =
        run(engine, source(Seq(topic), reading(starting))).keySet.map(_.stripPrefix(s"$topic:"))
      assert(from("latest") == Set.empty)
      assert(from(s"""{"$topic":{"0":2}}""") == Set("a2", "b0", "b1"))
      assert(from(s"""{"$topic":{"0":-1,"1":1}}""") == Set("b1"))
      val gone = intercept[UserError](from(s"""{"$topic":{"0":7}}"""))
      assert(
        gone.getMessage.contains(s"topic '$topic', partition 0: offset 7 is wanted, and 0 to 3 are there")
      )
    }

    test(s"$engine: goes on where a savepoint was cut; refused where Kafka no longer has that") {
      val topic = newTopic(1)
      broker.send(topic, 0, (0 to 4).map(n => s"a$n"): _*)
      def after(offset: Long): Set[String] = {
        val from = source(Seq(topic), reading())
        val at = new PartitionOffset(new io.twinstream.savepoint.TopicPartition(topic, 0), offset)
        from.startAt(
          Seq(
            new SourcePosition(
              0,
              "kafka",
              new TreeMap[String, String],
              Seq(at).asJava,
              Collections.emptyList[OffsetRange],
              new TreeSet[String],
              0,
              new TreeSet[String]
            )
          ).asJava
        )
        run(engine, from).keySet.map(_.stripPrefix(s"$topic:"))
      }
      assert(after(3) == Set("a3", "a4"))
      broker.deleteBelow(topic, 0, 3)
      assert(after(3) == Set("a3", "a4"))
      val gone = intercept[UserError](after(2))
      assert(
        gone.getMessage.contains(s"topic '$topic', partition 0: offset 2 is wanted, and 3 to 5 are there")
      )
    }

    test(s"$engine: a partition that is added while it runs is read from its beginning") {
      TempFolder.use { folder =>
        val topic = newTopic(1)
        broker.send(topic, 0, "old")
        val quick = reading(client = client(folder, "metadata.max.age.ms" -> "500"))
        runWhile(engine, source(Seq(topic), quick)) {
          broker.addPartitions(topic, 3)
          broker.send(topic, 2, "new")
        }(counted.contains(s"$topic:new"))
        assert(counted == Map(s"$topic:old" -> 1L, s"$topic:new" -> 1L))
      }
    }

    test(
      s"$engine: retention that overtakes the job: one error that names what is wanted and what is there"
    ) {
      TempFolder.use { folder =>
        val topic = newTopic(1)
        val checkpoint = Some(folder.resolve("checkpoint"))
        broker.send(topic, 0, "a", "b")
        assert(run(engine, source(Seq(topic), reading()), checkpoint).size == 2)
        broker.send(topic, 0, "c", "d", "e")
        broker.deleteBelow(topic, 0, 4)
        val error = intercept[UserError](run(engine, source(Seq(topic), reading()), checkpoint))
        assert(
          error.getMessage.contains(s"topic '$topic', partition 0: offset 2 is wanted, and 4 to 5 are there"),
          error.getMessage
        )
        assert(error.exitCode == ExitCode.FAILED)
      }
    }

    test(s"$engine: a topic that is deleted while it is read") {
      TempFolder.use { folder =>
        val topic = newTopic(1)
        broker.send(topic, 0, "a")
        val quick =
          reading(client =
            client(
              folder,
              "metadata.max.age.ms" -> "500",
              "request.timeout.ms" -> "3000",
              "default.api.timeout.ms" -> "5000"
            )
          )
        val error = intercept[UserError] {
          runWhile(engine, source(Seq(topic), quick)) {
            broker.deleteTopic(topic)
          }(isDone = false)
        }
        assert(error.getMessage.contains(s"topic '$topic' was deleted while it was read"), error.getMessage)
      }
    }
  }

  test("structured: --max-offsets-per-trigger limits every micro-batch; the end takes the time it needs") {
    val topic = newTopic(2)
    broker.send(topic, 0, (1 to 40).map(_.toString): _*)
    var most = 0L
    val listener = new RunListener {
      override def batchCompleted(batch: RunListener.Batch): Unit = most = math.max(most, batch.records)
    }
    // 14 micro-batches, which is more than a graceful stop waits for
    val limited = source(Seq(topic), reading(mostOffsets = OptionalLong.of(3)))
    assert(run(Engine.STRUCTURED, limited, listener = listener).size == 40 && most <= 3 && most > 0)
  }

  /** As `--conf` gives it to the classic engine; the port needs nothing. */
  private def withGaps[A](from: Source)(body: Source => A): A = withSetting(GAPS, "true") { conf =>
    from.configure(conf)
    try body(from)
    finally conf.remove("spark.twinstream.kafka.allowNonConsecutiveOffsets")
  }

  private val GAPS = "spark.streaming.kafka.allowNonConsecutiveOffsets"

  /** As if the session were one of a new process. */
  private def withSetting[A](name: String, value: String)(body: SparkConf => A): A = {
    assert(session.sparkContext.getConf.get("spark.master") == "local[2]")
    val conf = SparkEnv.get.conf
    val before = conf.getOption(name)
    conf.set(name, value)
    try body(conf)
    finally before.fold(conf.remove(name))(conf.set(name, _))
  }

  private def inTransaction(
      topic: String,
      values: (String, Boolean)*
  ): Unit = {
    val producer = broker.producer("transactional.id" -> s"of-$topic")
    producer.initTransactions()
    for ((value, isCommitted) <- values) {
      producer.beginTransaction()
      producer.send(broker.record(topic, 0, value)).get(30, TimeUnit.SECONDS)
      if (isCommitted) producer.commitTransaction() else producer.abortTransaction()
    }
    producer.close()
  }

  test("dstream: allowNonConsecutiveOffsets that is switched on for a restart from a checkpoint counts") {
    TempFolder.use { folder =>
      val topic = newTopic(1)
      val checkpoint = Some(folder.resolve("checkpoint"))
      broker.send(topic, 0, "a")
      assert(run(Engine.DSTREAM, source(Seq(topic), reading()), checkpoint) == Map(s"$topic:a" -> 1L))
      inTransaction(topic, "b" -> true, "c" -> true)
      val error = intercept[UserError](run(Engine.DSTREAM, source(Seq(topic), reading()), checkpoint))
      assert(error.getMessage.contains("set spark.streaming.kafka.allowNonConsecutiveOffsets=true"))
      val found = withGaps(source(Seq(topic), reading()))(run(Engine.DSTREAM, _, checkpoint))
      assert(found == Map(s"$topic:b" -> 1L, s"$topic:c" -> 1L))
    }
  }

  test("dstream: a rate that is changed for a restart from a checkpoint counts") {
    TempFolder.use { folder =>
      val topic = newTopic(1)
      val checkpoint = Some(folder.resolve("checkpoint"))
      def most(perSecond: Int): Long = {
        broker.send(topic, 0, (1 to 20).map(_.toString): _*)
        var most = 0L
        val listener = new RunListener {
          override def batchCompleted(batch: RunListener.Batch): Unit = most = math.max(most, batch.records)
        }
        withSetting("spark.streaming.kafka.maxRatePerPartition", perSecond.toString) { _ =>
          run(Engine.DSTREAM, source(Seq(topic), reading()), checkpoint, listener = listener)
        }
        most
      }
      assert(most(10) == 5)
      assert(most(20) == 10)
    }
  }

  test("the first record behind an offset is found behind more than a fetch of what was taken back") {
    TempFolder.use { folder =>
      val topic = newTopic(1)
      inTransaction(topic, (1 to 4).map(n => (s"$n" + "x" * 600000, false)): _*)
      val at = System.currentTimeMillis - TimeUnit.HOURS.toMillis(3)
      val producer = broker.producer()
      producer.send(new ProducerRecord(topic, 0, at, null, "v".getBytes(UTF_8))).get(30, TimeUnit.SECONDS)
      producer.close()
      val committed = reading(client = client(folder, "isolation.level" -> "read_committed"))
      val from = new KafkaSource(new KafkaAddress(broker.address, Seq(topic).asJava), committed)
      from.check()
      from.goOnAt(
        Map(new org.apache.kafka.common.TopicPartition(topic, 0) -> Long.box(0)).asJava,
        Optional.empty()
      )
      assert(from.nextArrivalMillis == at)
    }
  }

  test("transactions: both read what is committed; the classic engine says what to switch on for that") {
    TempFolder.use { folder =>
      val topic = newTopic(1)
      inTransaction(topic, "a" -> true, "b" -> false, "c" -> true)
      val committed = reading(client = client(folder, "isolation.level" -> "read_committed"))
      assert(run(Engine.STRUCTURED, source(Seq(topic), committed)).keySet == Set(s"$topic:a", s"$topic:c"))
      val error = intercept[UserError](run(Engine.DSTREAM, source(Seq(topic), committed)))
      assert(error.getMessage.contains("allowNonConsecutiveOffsets=true"), error.getMessage)
      val classic = withGaps(source(Seq(topic), committed))(run(Engine.DSTREAM, _))
      assert(classic == Map(s"$topic:a" -> 1L, s"$topic:c" -> 1L))
    }
  }

  test("compaction: both read what is left, once, in batches of which most are nothing but a gap", LongRun) {
    val topic = newTopic(
      1,
      Map("cleanup.policy" -> "compact", "segment.ms" -> "100", "min.cleanable.dirty.ratio" -> "0.01")
    )
    val producer = broker.producer()
    for (n <- 1 to 300) producer.send(broker.record(topic, 0, s"v$n", Some(s"k${n % 5}")))
    producer.flush()
    // The newest segment is not compacted; one more record begins another.
    await(broker.values(topic).size) {
      producer.send(broker.record(topic, 0, "end", Some("end"))).get(30, TimeUnit.SECONDS)
      broker.values(topic).count(_ != "end") == 5
    }
    producer.close()
    val left = (296 to 300).map(n => s"$topic:v$n" -> 1L).toMap
    val port = source(Seq(topic), reading(mostOffsets = OptionalLong.of(50)))
    assert(run(Engine.STRUCTURED, port).filterKeys(!_.endsWith(":end")).toMap == left)
    val classic = withGaps(source(Seq(topic), reading()))(run(Engine.DSTREAM, _))
    assert(classic.filterKeys(!_.endsWith(":end")).toMap == left)
  }

  test("an unknown topic is named, with those that are there") {
    val topic = newTopic(1)
    val error = intercept[UserError](source(Seq(topic, "nowhere"), reading()).check())
    assert(error.getMessage.contains("there is no topic 'nowhere'") && error.getMessage.contains(topic))
  }

  test("a broker that does not answer is named", LongRun) {
    val error = intercept[UserError](source(Seq("a"), reading(), "localhost:1").check())
    assert(error.getMessage.startsWith("kafka localhost:1: no broker answers"), error.getMessage)
  }

  test("SASL_SSL from a properties file: rows with it, one line without, and the secret is nowhere") {
    TempFolder.use { folder =>
      val secret = "s3cret-of-alice"
      val store = folder.resolve("server.p12")
      val keytool = Seq(
        "keytool",
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-alias",
        "server",
        "-dname",
        "CN=localhost"
      ) ++
        Seq("-storetype", "PKCS12", "-keystore", store.toString, "-storepass", "changeit", "-validity", "30")
      assert(Bin.run(folder, keytool: _*).exit == 0)
      val login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
      val server = Map(
        "listeners" -> "SASL_SSL://localhost:%d",
        "listener.security.protocol.map" -> "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name" -> "SASL_SSL",
        "sasl.mechanism.inter.broker.protocol" -> "PLAIN",
        "sasl.enabled.mechanisms" -> "PLAIN",
        "ssl.keystore.location" -> store.toString,
        "ssl.keystore.password" -> "changeit",
        "ssl.keystore.type" -> "PKCS12",
        "ssl.truststore.location" -> store.toString,
        "ssl.truststore.password" -> "changeit",
        "ssl.truststore.type" -> "PKCS12",
        "listener.name.sasl_ssl.plain.sasl.jaas.config" ->
          s"""$login username="alice" password="$secret" user_alice="$secret";"""
      )
      def properties(name: String, password: String): Path = TempFolder.write(
        folder.resolve(name),
        s"""security.protocol=SASL_SSL
           |sasl.mechanism=PLAIN
           |sasl.jaas.config=$login username="alice" password="$password";
           |ssl.truststore.location=$store
           |ssl.truststore.password=changeit
           |ssl.truststore.type=PKCS12
           |""".stripMargin
      )
      val right = properties("right.properties", secret)
      Broker.use(server) { secured =>
        val to = s"kafka:${secured.address}/t"
        val fed = Bin.run(
          folder,
          Seq("bin/twinstream", "feed", Bin.home.resolve("data/text/udhr-article-1.txt").toString) ++
            Seq("--to", to, "--kafka-properties", right.toString): _*
        )
        assert(fed.exit == 0 && fed.err.contains("sent 8 lines"), fed)
        for (engine <- Engine.values) {
          val checkpoint = folder.resolve(s"checkpoint-$engine")
          val from = source(Seq("t"), reading(client = KafkaClientSettings.read(right)), secured.address)
          assert(run(engine, from, Some(checkpoint)).values.sum == 8)
          val files = Files.walk(checkpoint).iterator.asScala.filter(Files.isRegularFile(_)).toList
          assert(files.nonEmpty)
          for (file <- files) {
            assert(!new String(Files.readAllBytes(file), UTF_8).contains(secret), file)
          }
        }
        val wrong = Bin.run(
          folder,
          Seq("bin/twinstream", "run", "word-count", "--quiet", "--engine", "structured", "--source", to) ++
            Seq("--kafka-properties", properties("wrong.properties", "wr0ng").toString): _*
        )
        assert(wrong.exit == 3 && wrong.err.linesIterator.size == 1, wrong)
        assert(wrong.err.contains("refuses the credentials") && !wrong.err.contains("wr0ng"), wrong)
      }
    }
  }
}

/** Counts the records of each topic and value. */
class DStreamTopics extends DStreamTwin[CountedWord] {
  override def topology(in: ClassicInput): JavaDStream[CountedWord] =
    in.records.map((each: InputRecord) =>
      new CountedWord(s"${each.topic}:${each.value}${DStreamTopics.more(each)}", 1L)
    )
}

object DStreamTopics {

  /** What a record with a key has beside its value. */
  def more(record: InputRecord): String =
    Option(record.key).fold("") { key =>
      val headers = record.headers.asScala.map(each => each.name + "=" + Option(each.value).map(hex).orNull)
      s" ${hex(key)} ${Option(record.valueBytes).map(hex).orNull} ${headers.mkString(",")}"
    }

  private def hex(bytes: Array[Byte]): String = bytes.map(each => f"$each%02X").mkString
}

class StructuredTopics extends StructuredTwin[CountedWord] {
  override def appliesTo: AppliesTo = AppliesTo.MICRO_BATCH

  override def takesNulls: Boolean = true

  override def topology(in: PortInput): Dataset[CountedWord] =
    in.lines
      .selectExpr(
        """concat(topic, ':', coalesce(value, 'null'), IF(key IS NULL, '', concat(
             ' ', hex(key), ' ', coalesce(hex(bytes), 'null'), ' ', coalesce(array_join(transform(headers,
             each -> concat(each.key, '=', coalesce(hex(each.value), 'null'))), ','), '')))) AS word""",
        "1L AS count"
      )
      .as(Encoders.bean(classOf[CountedWord]))
}

class Seen extends Sink[CountedWord] {
  override def write(rows: BatchRows[CountedWord], batch: Long): Unit = Seen.rows.addAll(rows.collect())
}

object Seen {
  val rows = new ConcurrentLinkedQueue[CountedWord]
}
