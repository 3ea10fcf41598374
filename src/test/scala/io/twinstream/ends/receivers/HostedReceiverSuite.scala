package io.twinstream.ends.receivers

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.{HostedReceiver, ReceiverFactory}
import io.twinstream.error.UserError
import java.nio.ByteBuffer
import java.nio.file.{Files, Path}
import java.util.UUID
import java.util.concurrent.{ConcurrentHashMap, TimeUnit}
import org.apache.spark.SparkEnv
import org.apache.spark.sql.{DataFrame, Encoders, Row, SparkSession}
import org.apache.spark.sql.streaming.StreamingQuery
import org.apache.spark.streaming.receiver.Receiver
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Millis, Seconds, Span}
import scala.collection.JavaConverters._

/** Receivers in a query, on the driver. */
class HostedReceiverSuite extends AnyFunSuite with Eventually {
  implicit override val patienceConfig: PatienceConfig = PatienceConfig(Span(30, Seconds), Span(20, Millis))

  private def session: SparkSession = TwinSession.session

  /** What a sink has been given: the values of each micro-batch, as often as it was given. */
  private class Given {
    val batches = new ConcurrentHashMap[Long, Seq[Seq[Any]]]
    @volatile var failing = false

    def values: Seq[Any] = batches.asScala.toSeq.sortBy(_._1).flatMap(_._2.last)

    def take(rows: DataFrame, batch: Long): Unit = {
      val values = rows.select("value").collect().map(_.get(0)).toSeq
      batches.merge(batch, Seq(values), (a, b) => a ++ b)
      if (failing && values.nonEmpty) throw new IllegalStateException("the sink is full")
    }
  }

  private def read(name: String, options: (String, String)*): DataFrame =
    session.readStream
      .format("twinstream-receiver")
      .option("class", classOf[ToldReceiver].getName)
      .option("arg.0", name)
      .options(options.toMap)
      .load()

  private def start(rows: DataFrame, given: Given, checkpoint: Path): StreamingQuery =
    rows.writeStream
      .option("checkpointLocation", checkpoint.toString)
      .foreachBatch((batch: DataFrame, id: Long) => given.take(batch, id))
      .start()

  private def use(options: (String, String)*)(body: (ToldReceivers, Given, StreamingQuery) => Unit): Unit =
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val given = new Given
      val query = start(read(name, options: _*), given, folder)
      try body(ToldReceivers.of(name), given, query)
      finally query.stop()
    }

  private def kept(checkpoint: Path): Seq[String] = {
    val folder = checkpoint.resolve("sources/0/blocks").toFile
    Option(folder.list).toSeq.flatten.filterNot(_.startsWith("."))
  }

  private def serialized(items: AnyRef*): ByteBuffer = {
    val bytes = new java.io.ByteArrayOutputStream
    val stream = SparkEnv.get.serializer.newInstance().serializeStream(bytes)
    items.foreach(item => stream.writeObject(item))
    stream.close()
    ByteBuffer.wrap(bytes.toByteArray)
  }

  test("every form of store, each record once") {
    use() { (told, given, _) =>
      val forms = Seq[ToldReceivers.Action](
        _.store("single"),
        _.storeBuffer("buffer 1", "buffer 2"),
        r => r.store(scala.collection.mutable.ArrayBuffer[AnyRef]("buffer, metadata"), "metadata": Any),
        _.store(Iterator[AnyRef]("iterator")),
        r => r.store(Iterator[AnyRef]("iterator, metadata"), "metadata": Any),
        _.store(java.util.Collections.singletonList[AnyRef]("java iterator").iterator),
        r =>
          r.store(
            java.util.Collections.singletonList[AnyRef]("java iterator, metadata").iterator,
            "metadata": Any
          ),
        _.storeBytes(serialized("bytes 1", "bytes 2")),
        r => r.store(serialized("bytes, metadata"), "metadata": Any)
      )
      forms.foreach(form => assert(told(form).isEmpty))
      eventually {
        assert(
          given.values.map(_.toString).sorted == Seq(
            "buffer 1",
            "buffer 2",
            "buffer, metadata",
            "bytes 1",
            "bytes 2",
            "bytes, metadata",
            "iterator",
            "iterator, metadata",
            "java iterator",
            "java iterator, metadata",
            "single"
          )
        )
      }
    }
  }

  test("a micro-batch that has failed runs again with the same records, whatever came meanwhile") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val told = ToldReceivers.of(name)
      val given = new Given
      given.failing = true
      val first = start(read(name), given, folder)
      assert(told(_.storeBuffer("1 a", "1 b")).isEmpty)
      // The query may have failed meanwhile, and takes nothing more then.
      for (block <- 2 to 3) told(_.storeBuffer(s"$block a", s"$block b"))
      eventually(assert(first.exception.isDefined))
      val before = given.batches.asScala.toMap.filter(_._2.exists(_.nonEmpty))
      assert(before.size == 1)
      given.failing = false
      val second = start(read(name), given, folder)
      assert(told(_.storeBuffer("later")).isEmpty)
      eventually(assert(given.values.contains("later")))
      second.stop()
      val (batch, Seq(rows)) = before.head
      assert(given.batches.get(batch) == Seq(rows, rows))
      assert(given.values.map(_.toString).sorted == Seq("1 a", "1 b", "2 a", "2 b", "3 a", "3 b", "later"))
    }
  }

  test("what was stored and is in no micro-batch comes after a restart; finished blocks are deleted") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val told = ToldReceivers.of(name)
      val given = new Given
      val first = start(read(name), given, folder)
      assert(told(_.storeBuffer("one")).isEmpty)
      eventually(assert(given.values == Seq("one")))
      first.stop()
      // As by a receiver whose driver is killed when `store` has returned.
      val blocks =
        new BlockFolder(folder.resolve("sources/0/blocks").toString, io.twinstream.api.HadoopSettings.NONE)
      new BlockWriter(blocks, 0, 1L << 20).write(Iterator("two".getBytes).asJava)
      val unfinished = folder.resolve("sources/0/blocks/.0-unfinished")
      Files.write(unfinished, Array[Byte](1))
      val second = start(read(name), given, folder)
      try {
        eventually(assert(given.values == Seq("one", "two")))
        assert(told(_.storeBuffer("three")).isEmpty)
        eventually(assert(given.values == Seq("one", "two", "three")))
        assert(!Files.exists(unfinished))
        eventually(assert(kept(folder).isEmpty))
      } finally second.stop()
    }
  }

  test("a block that is gone ends the query by name, and its records are not left out in silence") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val given = new Given
      given.failing = true
      val first = start(read(name), given, folder)
      assert(ToldReceivers.of(name)(_.storeBuffer("one")).isEmpty)
      eventually(assert(first.exception.isDefined))
      val block = kept(folder).head
      Files.delete(folder.resolve("sources/0/blocks").resolve(block))
      given.failing = false
      val second = start(read(name), given, folder)
      eventually(assert(second.exception.isDefined))
      assert(second.exception.get.toString.contains(s"$block is gone"), second.exception)
    }
  }

  test("a block that is not what was written is named, wherever it was changed") {
    val bytes = new java.io.ByteArrayOutputStream
    BlockFile.write(bytes, 7, Seq("one", "two").map(_.getBytes).iterator.asJava)
    def read(block: Array[Byte]): Seq[String] = {
      val reader = new BlockFile.Reader("0-block", new java.io.ByteArrayInputStream(block))
      Iterator.continually(reader.next()).takeWhile(_ != null).map(new String(_)).toList
    }
    val written = bytes.toByteArray
    assert(read(written) == Seq("one", "two"))
    for (length <- 0 until written.length)
      assert(intercept[java.io.IOException](read(written.take(length))).getMessage.startsWith("0-block is "))
    for (at <- written.indices) {
      val changed = written.clone
      changed(at) = (changed(at) ^ 1).toByte
      assert(intercept[java.io.IOException](read(changed)).getMessage.startsWith("0-block is "), at)
    }
  }

  test("several receivers, each with its number") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val told = ToldReceivers.of(name)
      told.onStart = receiver => receiver.storeBuffer(s"from ${receiver.streamId}")
      val given = new Given
      val rows = read(name, "numReceivers" -> "3").selectExpr("concat(value, ' in ', receiver) AS value")
      val query = start(rows, given, folder)
      eventually {
        assert(given.values.map(_.toString).sorted == Seq("from 0 in 0", "from 1 in 1", "from 2 in 2"))
      }
      query.stop()
      assert(told.stops.asScala.toSeq.sorted == Seq(0, 1, 2))
    }
  }

  test("a receiver that restarts and one that stops itself are started again") {
    use() { (told, given, query) =>
      told.starts.poll(30, TimeUnit.SECONDS)
      assert(told(_.restart("the other side is away", new java.io.IOException("away"), 10)).isEmpty)
      assert(told.starts.poll(30, TimeUnit.SECONDS) == 0)
      assert(told(_.storeBuffer("after a restart")).isEmpty)
      assert(told(_.stop("no more")).isEmpty)
      assert(told.starts.poll(30, TimeUnit.SECONDS) == 0)
      assert(told(_.storeBuffer("after a stop")).isEmpty)
      eventually(assert(given.values == Seq("after a restart", "after a stop")))
      eventually {
        val metrics = query.lastProgress.sources.head.metrics
        assert(metrics.get("receiverRestarts") == "1", metrics)
      }
    }
  }

  test("store waits while maxPendingBytes are in no finished micro-batch") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val told = ToldReceivers.of(name)
      val given = new Given
      val gate = new java.util.concurrent.CountDownLatch(1)
      val query = read(name, "maxPendingBytes" -> "1000").writeStream
        .option("checkpointLocation", folder.toString)
        .foreachBatch { (batch: DataFrame, id: Long) => gate.await(); given.take(batch, id) }
        .start()
      val item = "x" * 600
      for (_ <- 1 to 5) told.actions.put(_.storeBuffer(item))
      eventually(assert(kept(folder).size == 2))
      Thread.sleep(500)
      assert(kept(folder).size == 2, "the third waits")
      gate.countDown()
      eventually(assert(given.values.size == 5))
      query.stop()
    }
  }

  test("a receiver that blocks in onStop does not keep the query from ending") {
    use() { (told, given, query) =>
      told.onStop = _ => Thread.sleep(60000)
      assert(told(_.storeBuffer("one")).isEmpty)
      eventually(assert(given.values == Seq("one")))
      val begun = System.nanoTime()
      query.stop()
      assert(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) < 20)
      assert(!query.isActive)
    }
  }

  test("null, and what is not serializable, is refused where it is stored") {
    use("value" -> "object") { (told, _, _) =>
      val missing = told(_.storeBuffer(null)).get
      assert(
        missing.getMessage == s"receiver 0 (${classOf[ToldReceiver].getName}): null cannot be stored",
        missing
      )
      val wrong = told(_.storeBuffer(new Object)).get
      assert(wrong.getMessage.contains("java.lang.Object cannot be serialized"), wrong)
    }
  }

  for {
    failure <- Seq(
      new IllegalArgumentException("no such queue: orders"),
      new NoClassDefFoundError("com/acme/Client")
    )
  } test(s"a receiver that throws in its first onStart ends the query after four attempts: $failure") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      ToldReceivers.of(name).onStart = (_: ToldReceiver) => throw failure
      val query = start(read(name), new Given, folder)
      eventually(assert(query.exception.isDefined))
      assert(
        query.exception.get.toString.contains(s"receiver 0 could not be started in 4 attempts: $failure"),
        query.exception
      )
    }
  }

  test("a driver that was taken for dead ends when another reads its checkpoint") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val told = ToldReceivers.of(name)
      val given = new Given
      val query = start(read(name), given, folder)
      assert(told(_.storeBuffer("one")).isEmpty)
      eventually(assert(given.values == Seq("one")))
      for (step <- 2 to 20) Files.write(folder.resolve(s"sources/0/steps/$step"), "v1\n".getBytes)
      told.actions.put(_.storeBuffer("two"))
      eventually(assert(query.exception.isDefined))
      assert(query.exception.get.toString.contains("another driver runs a query with this checkpoint"))
    }
  }

  for {
    (options, said) <- Seq(
      Map("class" -> "com.acme.Missing") -> "no class com.acme.Missing: name it in full",
      Map(
        "class" -> "java.lang.String"
      ) -> "java.lang.String is neither a org.apache.spark.streaming.receiver.Receiver nor",
      Map(
        "class" -> classOf[ToldReceiver].getName
      ) -> "has no constructor of 0 strings, but (String): give as many",
      Map.empty[String, String] -> "option 'class' is missing",
      Map(
        "class" -> "x",
        "clas" -> "y"
      ) -> "unknown option 'clas': known are class, hostedOn, maxPendingBytes, maxRate",
      Map("class" -> "x", "arg.1" -> "y") -> "option 'arg.0' is missing",
      Map(
        "class" -> "x",
        "numReceivers" -> "0"
      ) -> "option 'numReceivers' is '0', and must be a whole number of at least 1",
      Map("class" -> "x", "value" -> "xml") -> "option 'value' is 'xml', and can be string, binary, object"
    )
  } test(s"refused before a query starts: $said") {
    val refused =
      intercept[UserError](session.readStream.format("twinstream-receiver").options(options).load())
    assert(refused.getMessage.contains(said), refused.getMessage)
  }

  test("objects by a factory, with an encoder of theirs") {
    TempFolder.use { folder =>
      val name = UUID.randomUUID.toString
      val factory = new HostedReceiverSuite.Factory(name)
      val rows = HostedReceiver
        .of(factory)
        .option("maxRate", "1000")
        .load(session, Encoders.kryo(classOf[HostedReceiverSuite.Order]))
      val names = rows.map(
        ((order: HostedReceiverSuite.Order) => order.name): org.apache.spark.api.java.function.MapFunction[
          HostedReceiverSuite.Order,
          String
        ],
        Encoders.STRING
      )
      val given = new Given
      val query = start(names.toDF(), given, folder)
      assert(ToldReceivers.of(name)(_.storeBuffer(new HostedReceiverSuite.Order("tea"))).isEmpty)
      eventually(assert(given.values == Seq("tea")))
      query.stop()
    }
  }
}

object HostedReceiverSuite {
  class Order(val name: String) extends Serializable

  class Factory(name: String) extends ReceiverFactory[Order] {
    override def create(): Receiver[Order] = new ToldReceiver(name).asInstanceOf[Receiver[Order]]
  }
}
