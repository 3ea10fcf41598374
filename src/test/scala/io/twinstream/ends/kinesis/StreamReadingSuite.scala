package io.twinstream.ends.kinesis

import com.sun.net.httpserver.{HttpExchange, HttpServer}
import io.twinstream.TempFolder
import io.twinstream.error.UserError
import java.net.{HttpURLConnection, InetAddress, InetSocketAddress, URI}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.security.MessageDigest
import java.time.{Duration, Instant}
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.{ConcurrentLinkedQueue, TimeUnit}
import java.util.{List => JList}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Shards of a real server are read to their end, in their order, again from a position, and not at all where
  * records are gone.
  */
class StreamReadingSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val settings = Map(
    "aws.accessKeyId" -> "key",
    "aws.secretAccessKey" -> "secret",
    "aws.disableEc2Metadata" -> "true"
  )

  override def beforeAll(): Unit = settings.foreach { case (name, value) => System.setProperty(name, value) }

  override def afterAll(): Unit = settings.keys.foreach(System.clearProperty)

  /** What was stored, and how it goes on. */
  private class Stored extends StreamReading.Target {
    private val pages = new ConcurrentLinkedQueue[Seq[String]]
    @volatile var why: Option[Exception] = None
    @volatile var isStoreFailing = false

    def values: Seq[String] = pages.asScala.toList.flatten

    def largest: Int = pages.asScala.map(_.size).max

    override def most(otherwise: Int): Int = otherwise

    override def store(values: JList[Array[Byte]]): Unit = {
      if (isStoreFailing) throw new IllegalStateException("the disk is full")
      pages.add(values.asScala.map(new String(_, UTF_8)).toList)
      ()
    }

    override def tick(): Boolean = true

    override def isQuiet(): Unit = ()

    override def failed(message: String, e: Exception): Unit = why = Some(e)

    def await(what: => Boolean): Unit = {
      val end = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
      while (!what) {
        assert(why.isEmpty, why)
        assert(System.nanoTime < end, s"${values.size} values")
        Thread.sleep(20)
      }
    }
  }

  private def reading[A](spec: String, positions: ShardPositions, stored: Stored = new Stored)(
      body: Stored => A
  ): A = {
    val reading = StreamReading.start(KinesisAddress.parse(spec), positions, stored)
    try body(stored)
    finally assert(reading.stop(Duration.ofSeconds(30)))
  }

  /** Reads until that many more values are there. */
  private def read(spec: String, positions: ShardPositions, count: Int): Seq[String] =
    reading(spec, positions) { stored =>
      stored.await(stored.values.size >= count)
      stored.values
    }

  private def refused(body: => Any): String = intercept[UserError](body).getMessage

  private def numbers(range: Range): Seq[String] = range.map(i => s"v$i")

  private def in(folder: Path): ShardPositions = ShardPositions.in(folder.resolve("positions").toString)

  private def names(folder: Path): Seq[String] = {
    val files = Files.list(folder.resolve("positions"))
    try files.iterator.asScala.map(_.getFileName.toString).toList.sorted
    finally files.close()
  }

  test("all records of three shards are read, each shard in its order, and a second reading goes on") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 3)
        server.put("orders", numbers(0 until 1000))
        val first = read(server.source("orders"), in(folder), 1000)
        assert(first.sorted == numbers(0 until 1000).sorted)
        server.put("orders", numbers(1000 until 1100))
        val second = read(server.source("orders"), in(folder), 100)
        assert(second.sorted == numbers(1000 until 1100).sorted)
        assert(names(folder).size == 4, names(folder)) // no old ones
      }
    }
  }

  test(
    "a shard is split and two are merged while it is read: nothing is lost, parents come before children"
  ) {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 2)
        reading(server.source("orders"), in(folder)) { stored =>
          for (round <- 0 until 4) {
            server.putBytes("orders", (0 until 300).map(i => s"k$i" -> s"$i:$round".getBytes(UTF_8)))
            if (round % 2 == 0) server.split("orders") else server.merge("orders")
          }
          server.putBytes("orders", (0 until 300).map(i => s"k$i" -> s"$i:4".getBytes(UTF_8)))
          stored.await(stored.values.size >= 1500)
          val byKey = stored.values.map(_.split(":")).groupBy(_(0))
          assert(byKey.size == 300)
          for ((key, values) <- byKey) assert(values.map(_(1)) == (0 to 4).map(_.toString), key)
        }
        assert(server.all("orders").size == 8)
        server.put("orders", Seq("last"))
        assert(read(server.source("orders"), in(folder), 1) == Seq("last"))
      }
    }
  }

  test("a parent is split while nobody reads: the next reading has its rest and its children") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 100))
        read(server.source("orders"), in(folder), 100)
        server.put("orders", numbers(100 until 200))
        server.split("orders")
        server.put("orders", numbers(200 until 300))
        val rest = read(server.source("orders"), in(folder), 200)
        assert(rest.take(100) == numbers(100 until 200))
        assert(rest.sorted == numbers(100 until 300).sorted)
      }
    }
  }

  test("from latest: what comes after the first start, also what comes while nobody reads") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 2)
        server.put("orders", numbers(0 until 50))
        server.split("orders") // a closed shard is none to read
        val source = server.source("orders", "from=latest")
        reading(source, in(folder)) { stored =>
          Thread.sleep(1500) // its iterators are there
          server.put("orders", numbers(50 until 80))
          stored.await(stored.values.size >= 30)
          assert(stored.values.sorted == numbers(50 until 80).sorted)
        }
        server.put("orders", numbers(80 until 100))
        assert(read(source, in(folder), 20).sorted == numbers(80 until 100).sorted)
      }
    }
  }

  test("from a time: what came in since") {
    Kinesalite.use { server =>
      server.create("orders", 1)
      server.put("orders", numbers(0 until 10))
      Thread.sleep(1100) // its times are whole seconds
      val since = Instant.now()
      Thread.sleep(1100)
      server.put("orders", numbers(10 until 20))
      assert(
        read(server.source("orders", s"from=$since"), ShardPositions.inMemory, 10) == numbers(10 until 20)
      )
      val old = Instant.now().minus(Duration.ofHours(25))
      val message = refused(read(server.source("orders", s"from=$old"), ShardPositions.inMemory, 1))
      assert(message.contains("keeps records for 24 hours") && message.contains("from=earliest"), message)
    }
  }

  test("records that the producer's library has put together are taken apart") {
    def varint(value: Int) = Array(value.toByte)
    def field(number: Int, bytes: Array[Byte]) =
      varint(number << 3 | 2) ++ varint(bytes.length) ++ bytes
    def record(value: String) =
      varint(1 << 3) ++ varint(0) ++ field(3, value.getBytes(UTF_8))
    val message =
      field(1, "key".getBytes(UTF_8)) ++ field(3, record("one")) ++ field(3, record("two"))
    val magic = Array(0xf3, 0x89, 0x9a, 0xc2).map(_.toByte)
    val whole = magic ++ message ++ MessageDigest.getInstance("MD5").digest(message)
    Kinesalite.use { server =>
      server.create("orders", 1)
      server.putBytes("orders", Seq("a" -> whole, "a" -> "three".getBytes(UTF_8)))
      assert(read(server.source("orders"), ShardPositions.inMemory, 3) == Seq("one", "two", "three"))
    }
    val broken = whole.updated(20, 'x'.toByte)
    assert(AggregatedRecord.values(broken).asScala == Seq(broken))
  }

  test("iterators that have expired are asked for again") {
    Kinesalite.use { server =>
      server.create("orders", 2)
      server.put("orders", numbers(0 until 10))
      reading(server.source("orders"), ShardPositions.inMemory) { stored =>
        stored.await(stored.values.size >= 10)
        server.setAhead(Duration.ofMinutes(6))
        server.put("orders", numbers(10 until 20))
        stored.await(stored.values.size >= 20)
        assert(stored.values.sorted == numbers(0 until 20).sorted)
      }
    }
  }

  test("a page that cannot be stored is read again, and its position is not kept") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        val failing = new Stored
        failing.isStoreFailing = true
        reading(server.source("orders"), in(folder), failing) { stored =>
          val end = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
          while (stored.why.isEmpty && System.nanoTime < end) Thread.sleep(20)
          assert(stored.why.exists(_.getMessage == "the disk is full"))
        }
        assert(read(server.source("orders"), in(folder), 10) == numbers(0 until 10))
      }
    }
  }

  /** A server before the real one, which answers some requests itself. */
  private def before[A](server: Kinesalite)(answer: HttpExchange => Boolean)(body: String => A): A = {
    val proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress, 0), 0)
    proxy.createContext(
      "/",
      (exchange: HttpExchange) => {
        val asked = exchange.getRequestBody.readAllBytes
        if (!answer(exchange)) {
          val to = URI.create(server.endpoint).toURL.openConnection().asInstanceOf[HttpURLConnection]
          to.setRequestMethod("POST")
          to.setDoOutput(true)
          for ((name, values) <- exchange.getRequestHeaders.asScala; value <- values.asScala)
            to.addRequestProperty(name, value)
          to.getOutputStream.write(asked)
          val status = to.getResponseCode
          val found = (if (status < 400) to.getInputStream else to.getErrorStream).readAllBytes
          exchange.getResponseHeaders.add("Content-Type", to.getContentType)
          exchange.sendResponseHeaders(status, found.length.toLong)
          exchange.getResponseBody.write(found)
        }
        exchange.close()
      }
    )
    proxy.setExecutor(java.util.concurrent.Executors.newCachedThreadPool())
    proxy.start()
    try body(s"http://127.0.0.1:${proxy.getAddress.getPort}")
    finally proxy.stop(0)
  }

  private def operation(exchange: HttpExchange): String =
    exchange.getRequestHeaders.getFirst("X-Amz-Target").split("\\.").last

  private def refuse(exchange: HttpExchange, status: Int, kind: String): Unit = {
    exchange.getResponseHeaders.add("x-amzn-ErrorType", kind)
    exchange.getResponseHeaders.add("Content-Type", "application/x-amz-json-1.1")
    exchange.sendResponseHeaders(status, -1)
  }

  test("a shard that is read too often is read later; a service that is away is waited for") {
    Kinesalite.use { server =>
      val asked = new AtomicInteger
      before(server) { exchange =>
        val nth = if (operation(exchange) == "GetRecords") asked.incrementAndGet() else 0
        if (nth > 0 && nth <= 12)
          refuse(
            exchange,
            if (nth <= 6) 400 else 503,
            if (nth <= 6) "ProvisionedThroughputExceededException" else "ServiceUnavailable"
          )
        nth > 0 && nth <= 12
      } { endpoint =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        val source = s"kinesis:orders?region=us-east-1&endpoint=$endpoint"
        assert(read(source, ShardPositions.inMemory, 10) == numbers(0 until 10))
        assert(asked.get > 12)
      }
    }
  }

  test("a shard is read at most five times a second") {
    Kinesalite.use { server =>
      val asked = new AtomicInteger
      before(server) { exchange =>
        if (operation(exchange) == "GetRecords") asked.incrementAndGet()
        false
      } { endpoint =>
        server.create("orders", 1)
        val source = s"kinesis:orders?region=us-east-1&endpoint=$endpoint&pause=200ms"
        val began = System.nanoTime
        reading(source, ShardPositions.inMemory) { _ =>
          while (asked.get < 10) {
            server.put("orders", Seq("x"))
            Thread.sleep(20)
          }
        }
        assert(System.nanoTime - began >= TimeUnit.MILLISECONDS.toNanos(9 * 200))
      }
    }
  }

  test("records that are gone before they were read are an error that names shard, number and file") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        read(server.source("orders"), in(folder), 10)
        server.put("orders", numbers(10 until 20))
        server.setAhead(Duration.ofHours(25))
        server.put("orders", numbers(20 until 30))
        val message = refused(read(server.source("orders"), in(folder), 1))
        val file = names(folder).find(_.startsWith("shardId")).get
        for (
          part <- Seq(
            "shardId-000000000000",
            "sequence number 49",
            "24 hours",
            "may be lost",
            s"delete",
            file
          )
        )
          assert(message.contains(part), message)
        Files.delete(folder.resolve(s"positions/$file"))
        assert(read(server.source("orders"), in(folder), 10) == numbers(20 until 30))
      }
    }
  }

  /** Replaces what is kept of the only shard. */
  private def rewrite(folder: Path)(change: String => String): Unit = {
    val file = folder.resolve("positions").resolve(names(folder).find(_.startsWith("shardId")).get)
    TempFolder.write(file, change(new String(Files.readAllBytes(file), UTF_8)))
    ()
  }

  test("a stream without new records for longer than it keeps them is no gap while it was read") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        read(server.source("orders"), in(folder), 10)
        // Read a day ago, idle since, and looked at until now.
        val old = Instant.now().minus(Duration.ofHours(25))
        rewrite(folder)(_.replaceFirst("arrivedAt \\S+", s"arrivedAt $old"))
        server.setAhead(Duration.ofHours(25))
        server.put("orders", numbers(10 until 20))
        assert(read(server.source("orders"), in(folder), 10) == numbers(10 until 20))
        // The same, and not looked at since.
        rewrite(folder)(
          _.replaceFirst("arrivedAt \\S+", s"arrivedAt $old")
            .replaceFirst("readUntil \\S+", s"readUntil $old")
        )
        server.setAhead(Duration.ofHours(51))
        assert(refused(read(server.source("orders"), in(folder), 1)).contains("may be lost"))
      }
    }
  }

  test("a shard that is gone before its end was read, and a stream that was made again, are errors") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        read(server.source("orders"), in(folder), 10)
        val positions = in(folder)
        positions.keep("shardId-000000000007", Position.beginning(java.util.Optional.of(Instant.now())))
        val expired = refused(read(server.source("orders"), in(folder), 1))
        assert(expired.contains("shardId-000000000007") && expired.contains("the shard has expired"), expired)
        server.delete("orders")
        Thread.sleep(1100) // the time is in whole seconds
        server.create("orders", 1)
        val again = refused(read(server.source("orders"), in(folder), 1))
        assert(again.contains("start with a new checkpoint"), again)
      }
    }
  }

  test("a damaged position, and a file that is none, are named") {
    Kinesalite.use { server =>
      TempFolder.use { folder =>
        server.create("orders", 1)
        server.put("orders", numbers(0 until 10))
        read(server.source("orders"), in(folder), 10)
        rewrite(folder)(_.replaceFirst("sequenceNumber .*\n", ""))
        val e = intercept[java.io.IOException](in(folder))
        assert(e.getMessage.contains("shardId-000000000000.") && e.getMessage.contains("is damaged"))
      }
    }
  }

  test("no stream of that name, nobody at the endpoint, no region, no credentials: each is told") {
    Kinesalite.use { server =>
      def told(spec: String) = refused(read(spec, ShardPositions.inMemory, 1))
      server.create("orders", 1)
      val unknown = told(server.source("oders"))
      assert(unknown.contains("not found") && unknown.contains("oders"), unknown)
      val nobody = told(
        s"kinesis:orders?region=us-east-1&endpoint=http://127.0.0.1:${io.twinstream.endtoend.Bin.freePort()}"
      )
      assert(nobody.contains("cannot be reached at http://127.0.0.1"), nobody)
      val region = told(s"kinesis:orders?endpoint=${server.endpoint}")
      assert(region.contains("write region=R"), region)
      try {
        System.clearProperty("aws.accessKeyId")
        val credentials = told(server.source("orders"))
        assert(credentials.contains("no credentials: set AWS_ACCESS_KEY_ID"), credentials)
      } finally System.setProperty("aws.accessKeyId", "key")
    }
  }

  for (
    (spec, part) <- Seq(
      "kinesis:a/b" -> "'a/b' is no name of a stream",
      "kinesis:a?regio=x" -> "'regio=x' is none of its options",
      "kinesis:a?region=" -> "'region' has no value",
      "kinesis:a?region=x&region=y" -> "is there twice",
      "kinesis:a?endpoint=localhost:4567" -> "is no http URL",
      "kinesis:a?from=yesterday" -> "from 'yesterday' is neither",
      "kinesis:a?from=2999-01-01T00:00:00Z" -> "is in the future",
      "kinesis:a?pause=50ms" -> "under 200ms"
    )
  )
    test(s"$spec: $part") {
      assert(refused(KinesisAddress.parse(spec)).contains(part))
    }
}
