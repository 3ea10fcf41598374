package io.twinstream.migration.move

import io.twinstream.RuleTier
import io.twinstream.migration.inspect.FieldChoice
import java.io.{ByteArrayInputStream, ByteArrayOutputStream}
import java.util.{HashMap, NoSuchElementException}
import org.apache.spark.SparkConf
import org.apache.spark.serializer.KryoSerializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.trap.Trap

/** State that Kryo wrote: what state is made of is read, and no object of any other class is made. */
@RuleTier
class KryoRecordsSuite extends AnyFunSuite {

  private def written(settings: Map[String, String], states: Any*): Array[Byte] = {
    val conf = settings.foldLeft(new SparkConf(false)) { case (all, (key, value)) => all.set(key, value) }
    val bytes = new ByteArrayOutputStream
    val out = new KryoSerializer(conf).newInstance.serializeStream(bytes)
    states.zipWithIndex.foreach { case (state, key) => out.writeObject((key, state)) }
    out.close()
    bytes.toByteArray
  }

  private def read(bytes: Array[Byte], settings: Map[String, String] = Map.empty): Seq[Any] =
    new KryoRecords(new ByteArrayInputStream(bytes), settings.asJava).asScala.map(_.get("state")).toList

  private def refused(bytes: Array[Byte], settings: Map[String, String] = Map.empty): String =
    Iterator
      .iterate[Throwable](intercept[Exception](read(bytes, settings)))(_.getCause)
      .takeWhile(_ != null)
      .collectFirst { case e: NoSuchElementException => e.getMessage }
      .getOrElse(fail("refused for another reason"))

  private def filled(map: java.util.Map[String, Int]): java.util.Map[String, Int] = {
    map.put("a", 1)
    map
  }

  test("values and collections") {
    val many = (1 to 100).toList
    val values = Seq[Any](
      "text",
      'c',
      5,
      5L,
      1.5,
      true,
      Array(1L),
      Array("a"),
      new java.util.UUID(1, 2),
      new java.math.BigInteger("12"),
      new java.math.BigDecimal("1.50"),
      BigDecimal("1.50"),
      BigInt(12),
      new java.sql.Timestamp(5),
      new java.util.Date(5),
      java.time.Instant.ofEpochMilli(5),
      java.time.LocalDate.of(2026, 1, 4),
      None,
      Some("a"),
      org.apache.spark.api.java.Optional.of("a"),
      ("a", 1),
      (1, 2L),
      (1, 2, 3),
      Left(1),
      Nil,
      many,
      Vector(1),
      many.toVector,
      scala.collection.immutable.Queue(1),
      scala.collection.mutable.ArrayBuffer(1),
      scala.collection.mutable.ListBuffer(1),
      Array("a").toSeq,
      Array(1).toSeq,
      Set(1),
      many.toSet,
      Map("a" -> 1),
      Map.empty,
      many.map(i => i -> i).toMap,
      scala.collection.mutable.HashMap("a" -> 1),
      scala.collection.mutable.HashSet("a"),
      new java.util.ArrayList(List(1).asJava),
      java.util.Arrays.asList(1),
      java.util.Collections.singletonList(1),
      filled(new HashMap[String, Int]),
      filled(new java.util.LinkedHashMap[String, Int]),
      filled(new java.util.TreeMap[String, Int]),
      new java.util.HashSet(List(1).asJava),
      null
    )
    for (value <- values)
      withClue(if (value == null) "null" else value.getClass.getName)(
        assert(read(written(Map.empty, value)) == Seq(ObjectValue.of(value.asInstanceOf[AnyRef])))
      )
  }

  test("a part of pairs of primitives, for which Scala has classes of their own") {
    val bytes = new ByteArrayOutputStream
    val out = new KryoSerializer(new SparkConf(false)).newInstance.serializeStream(bytes)
    val pair = (5, 7L)
    assert(pair.getClass.getName == "scala.Tuple2$mcIJ$sp")
    out.writeObject(pair)
    out.close()
    val layouts = KryoLayout.likely(java.util.Collections.emptyMap())
    val reader = new PartReader(true, new java.util.TreeMap, layouts, FieldChoice.ALL)
    val rows = reader.read(() => new ByteArrayInputStream(bytes.toByteArray)).asScala.toList
    assert(rows.map(row => (row.get("key"), row.get("state"))) == Seq((5, 7L)))
  }

  test("what is no state is refused before anything of it runs") {
    val map = new HashMap[Any, Int]
    map.put(new Trap, 1)
    Trap.hasRun = false
    assert(refused(written(Map.empty, map)).startsWith("scala.trap.Trap: the application's jar is needed"))
    assert(!Trap.hasRun)
  }

  test("classes of the JDK, Scala and Spark that are no state are refused, named and registered ones") {
    val lazily = scala.collection.immutable.Stream.from(1).take(3)
    val hostile = Seq[Any](
      new ProcessBuilder("true"),
      new java.util.Properties,
      new SparkConf(false),
      new org.apache.spark.util.SerializableConfiguration(new org.apache.hadoop.conf.Configuration(false)),
      lazily,
      "a".r
    )
    for (value <- hostile)
      withClue(value.getClass.getName)(
        assert(refused(written(Map.empty, value)).contains(": the application's jar is needed"))
      )
  }

  test("settings of the checkpoint: those that the bytes depend on alone") {
    val tracked = Map("spark.kryo.referenceTracking" -> "false")
    assert(read(written(tracked, "a", List("b")), tracked).head == "a")
    val safe = Map("spark.kryo.unsafe" -> "false")
    assert(read(written(safe, 1L, 2.5, Array(3)), safe) == Seq(1L, 2.5, List(3).asJava))
    val registered = Map(
      "spark.kryo.classesToRegister" -> "java.util.concurrent.atomic.AtomicLong,scala.trap.Trap",
      "spark.kryo.registrationRequired" -> "true"
    )
    assert(read(written(registered, "a"), registered) == Seq("a"))
    assert(refused(written(registered, new Trap), registered).startsWith("scala.trap.Trap: "))
    for (
      (key, value) <- Seq(
        "spark.kryo.registrator" -> "org.apache.spark.HostileRegistrator",
        "spark.kryo.classesToRegister" -> classOf[KryoRecordsSuite].getName
      )
    )
      assert(
        refused(written(Map.empty, "a"), Map(key -> value))
          .contains(s"$value: the application's jar is needed")
      )
    // A hostile size of the buffer is not heeded.
    assert(read(written(Map.empty, "a"), Map("spark.kryoserializer.buffer" -> "2047m")) == Seq("a"))
  }

  test("a file that is cut off within a record is told") {
    val bytes = written(Map.empty, "one", "two")
    assert(read(bytes) == Seq("one", "two"))
    for (length <- 1 until bytes.length if length != written(Map.empty, "one").length)
      assert(refused(bytes.take(length)).contains("it ends within a record"), length)
  }
}
