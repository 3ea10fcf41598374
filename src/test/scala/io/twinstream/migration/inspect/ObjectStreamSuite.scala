package io.twinstream.migration.inspect

import io.twinstream.RuleTier
import java.io.{ByteArrayInputStream, EOFException, IOException}
import java.nio.ByteBuffer
import java.util.concurrent.{ExecutionException, FutureTask}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What `ObjectOutputStream` wrote, read without the classes. */
@RuleTier
class ObjectStreamSuite extends AnyFunSuite {
  private val limits = new Limits(1 << 20, 100000, 1000)

  private def read(bytes: Array[Byte], limits: Limits = limits): AnyRef =
    ObjectStream.open(new ByteArrayInputStream(bytes), limits).next()

  private def roundTrip(value: AnyRef): AnyRef = read(Serialized.bytes(false, value))

  private def instance(value: AnyRef): Instance = roundTrip(value).asInstanceOf[Instance]

  test("fields of every type") {
    val plain = instance(new Serialized.Plain)
    val expected = Map[String, Any](
      "oneByte" -> -1.toByte,
      "oneChar" -> 'ä',
      "oneDouble" -> 1.5,
      "oneFloat" -> -2.5f,
      "oneInt" -> Int.MinValue,
      "oneLong" -> Long.MaxValue,
      "oneShort" -> -3.toShort,
      "isSet" -> true,
      "text" -> "a\u0000ä€\uD83D\uDE00",
      "nothing" -> null,
      "self" -> plain
    )
    for ((name, value) <- expected) assert(plain.get(name) == value, name)
    assert(plain.get("ints").asInstanceOf[Array[Int]].toSeq == Seq(1, -2))
    val longs = plain.get("longs").asInstanceOf[ObjectArray].values.asScala
    assert(longs.map(_.asInstanceOf[Array[Long]].toSeq) == Seq(Seq(Long.MinValue), Seq()))
    assert(plain.get("constant").toString == "BLOCKED")
    assert(plain.get("type").asInstanceOf[ClassDescription].name == "java.lang.String")
    assert(plain.`type`.serialVersionUid == 7)
  }

  test("the field of the lowest class wins, and a class is also what is above it") {
    val below = instance(new Serialized.Below)
    assert(below.get("text") == "below" && below.number("oneInt") == Int.MinValue)
    assert(below.isA(classOf[Serialized.Plain].getName) && !below.isA("java.lang.Object"))
    assert(below.fieldsBelow(classOf[Serialized.Plain].getName).asScala.map(_.name) == Seq("text"))
    assertThrows[NoSuchElementException](below.get("no such field"))
    assertThrows[NoSuchElementException](below.number("text"))
  }

  test("what a class writes beside its fields") {
    val more = instance(new Serialized.WritesMore)
    val written = more.written
    assert(more.get("field") == "field")
    assert(written.readInt == 42 && written.value == "object" && written.readLong == 43)
    assert((1 to 2000).map(_ => written.readByte).forall(_ == 0))
    assertThrows[NoSuchElementException](written.readByte)
    assertThrows[NoSuchElementException](written.value)
  }

  test("a class that leaves its fields out, and one that writes itself") {
    val left = instance(new Serialized.LeavesOut)
    assert(!left.has("field") && left.written.value == "instead")
    val external = instance(new Serialized.External).written
    assert(external.readInt == 9 && external.value == "external")
  }

  test("values of the JDK") {
    assert(roundTrip(java.lang.Long.valueOf(5)) == 5L)
    assert(roundTrip("x" * 70000) == "x" * 70000)
    val list = new java.util.ArrayList[Object](java.util.Arrays.asList("a", Int.box(2), null))
    assert(CollectionValues.elements(roundTrip(list)).asScala == Seq("a", 2, null))
    assert(CollectionValues.elements(roundTrip(java.util.List.of("a", "b"))).asScala == Seq("a", "b"))
    val one = java.util.Map.of[String, Integer]("a", 1, "b", 2)
    val maps = Seq[java.util.Map[String, Integer]](
      new java.util.HashMap[String, Integer](one),
      new java.util.LinkedHashMap[String, Integer](one),
      one,
      java.util.Collections.unmodifiableMap(new java.util.HashMap[String, Integer](one))
    )
    for (map <- maps)
      assert(CollectionValues.map(roundTrip(map)).asScala.toMap == Map("a" -> 1, "b" -> 2), map.getClass)
    assert(
      CollectionValues.map(roundTrip(java.util.Collections.singletonMap("a", Int.box(1)))).asScala == Map(
        "a" -> 1
      )
    )
    val set = new java.util.HashSet[String](java.util.Collections.singleton("x"))
    assert(CollectionValues.elements(roundTrip(set)).asScala == Seq("x"))
  }

  private val sequences: Seq[AnyRef] = Seq(
    List(1, 2, 3),
    Vector(1, 2, 3).toArray.toSeq,
    Array(1, 2, 3),
    Array[Any](1, 2, 3).toSeq,
    scala.collection.mutable.ArrayBuffer(1, 2, 3),
    scala.collection.mutable.ListBuffer(1, 2, 3),
    scala.collection.mutable.ArraySeq(1, 2, 3),
    scala.collection.immutable.Queue(1).enqueue(2).enqueue(3),
    Set(1, 2, 3),
    java.util.Arrays.asList(1, 2, 3),
    scala.collection.mutable.Seq(1, 2, 3).asJava
  )

  for (sequence <- sequences)
    test(s"elements of ${sequence.getClass.getName}") {
      assert(CollectionValues.elements(roundTrip(sequence)).asScala == Seq(1, 2, 3))
    }

  for (size <- Seq(0, 1, 2, 3, 4, 5, 100)) {
    test(s"maps, sets and lists of Scala of $size elements") {
      val expected = (1 to size).map(i => s"key$i" -> i).toMap
      for (map <- Seq[AnyRef](expected, scala.collection.mutable.HashMap(expected.toSeq: _*)))
        assert(CollectionValues.map(roundTrip(map)).asScala == expected, map.getClass)
      assert(
        CollectionValues.elements(roundTrip(expected.keySet.map(identity))).asScala.toSet == expected.keySet
      )
      assert(
        CollectionValues.elements(roundTrip(expected.toList)).asScala.map(Tuples.members).map(_.asScala) ==
          expected.toList.map(pair => Seq(pair._1, pair._2))
      )
    }
  }

  test("tuples, also of primitives, and options") {
    assert(Tuples.members(roundTrip(("a", 1, 2L, 3L))).asScala == Seq("a", 1, 2L, 3L))
    assert(Tuples.members(roundTrip((1, 2L))).asScala == Seq(1, 2L))
    assert(CollectionValues.option(roundTrip(Some("a"))).get == "a")
    assert(!CollectionValues.option(roundTrip(None)).isPresent)
    assertThrows[NoSuchElementException](Tuples.members("no tuple"))
    assertThrows[NoSuchElementException](CollectionValues.elements(roundTrip(new Serialized.Plain)))
  }

  for (resets <- Seq(false, true))
    test(s"many objects in one stream, with resets: $resets") {
      val objects = (1 to 300).map(i => (s"key${i % 7}", i))
      val stream =
        ObjectStream.open(new ByteArrayInputStream(Serialized.bytes(resets, objects: _*)), limits)
      val read =
        Iterator.continually(stream).takeWhile(_.hasNext).map(s => Tuples.members(s.next()).asScala)
      assert(read.toList == objects.map(pair => Seq(pair._1, pair._2)))
    }

  test("of many objects only those are held that later ones refer to, and they are found") {
    val shared = (0 until 500).map(i => s"shared$i")
    val thread = Thread.State.BLOCKED
    val objects = (0 until 200000).map(i => (s"key$i", if (i % 7 == 0) thread else shared(i * 7 % 500)))
    val bytes = Serialized.bytes(false, objects :+ objects.head: _*)
    def read(limits: Limits): Seq[Any] = {
      val stream = ObjectStream.open(() => new ByteArrayInputStream(bytes), limits, "no class")
      Iterator
        .continually(stream)
        .takeWhile(_.hasNext)
        .map(s =>
          Tuples
            .members(s.next())
            .asScala
            .map(value => if (value.isInstanceOf[EnumConstant]) thread else value)
        )
        .toList
    }
    // Two handles an object and more: 65,536 are held before the first are forgotten.
    val found = read(new Limits(1 << 20, 35000, 100))
    assert(found == (objects :+ objects.head).map(pair => Seq(pair._1, pair._2)))
    assert(
      intercept[MalformedStreamException](read(new Limits(1 << 20, 33000, 100))).getMessage
        .contains("refers to more than 33,000 values")
    )
  }

  test("a writer that failed in the middle is told") {
    val error = intercept[MalformedStreamException](roundTrip(new Serialized.Fails))
    assert(error.getMessage.contains("its writer failed in the middle: a java.io.NotSerializableException"))
  }

  test("limits: depth, values, bytes, and claimed lengths") {
    def refused(bytes: Array[Byte], limits: Limits, why: String): Unit = {
      val error = intercept[IOException](read(bytes, limits))
      assert(error.getMessage.contains(why))
    }
    refused(Serialized.bytes(false, Serialized.Chain.of(200)), new Limits(1 << 20, 100000, 100), "100 deep")
    refused(Serialized.bytes(false, List.fill(500)("a")), new Limits(1 << 20, 400, 100), "400 values")
    refused(Serialized.bytes(false, "x" * 70000), new Limits(50000, 400, 100), "50,000 bytes")
    val bytes = Serialized.bytes(false, new Array[Long](1))
    // The length stands before the last 8 bytes.
    ByteBuffer.wrap(bytes).putInt(bytes.length - 12, Int.MaxValue)
    refused(bytes, new Limits(Long.MaxValue, 400, 100), "17,179,869,176")
    val largeText = Serialized.bytes(false, "x" * 70000)
    ByteBuffer.wrap(largeText).putLong(5, Int.MaxValue - 100L)
    assertThrows[EOFException](read(largeText, new Limits(Long.MaxValue, 400, 100)))
  }

  test("the depth that a checkpoint may have fits the stack it is read on") {
    val depth = Limits.CHECKPOINT.depth - 1
    val bytes = onStack(512L << 20)(Serialized.bytes(false, Serialized.Chain.of(depth)))
    assert(onStack(64L << 20)(read(bytes, Limits.CHECKPOINT)).isInstanceOf[Instance])
    val deeper = onStack(512L << 20)(Serialized.bytes(false, Serialized.Chain.of(depth + 1)))
    val error = intercept[ExecutionException](onStack(64L << 20)(read(deeper, Limits.CHECKPOINT)))
    assert(error.getCause.isInstanceOf[MalformedStreamException])
  }

  private def onStack[A](bytes: Long)(body: => A): A = {
    val task = new FutureTask[A](() => body)
    new Thread(null, task, "deep", bytes).start()
    task.get()
  }

  test("every cut of a stream is an error, and none of them a crash") {
    val bytes = Serialized.bytes(false, new Serialized.Below, new Serialized.WritesMore)
    val whole = Serialized.bytes(false, new Serialized.Below).length
    for (length <- 0 until whole) assertThrows[IOException](read(bytes.take(length)))
  }

  test("no class that a stream names is initialized") {
    val bait = classOf[Serialized.Bait].getName
    val trap = bait.replace("Bait", "Trap")
    val bytes = new String(Serialized.bytes(false, new Serialized.Bait), "ISO-8859-1").replace(bait, trap)
    val read = this.read(bytes.getBytes("ISO-8859-1")).asInstanceOf[Instance]
    assert(read.`type`.name == trap && read.get("field") == "bait")
    assert(System.getProperty("twinstream.trap") == null)
    // The trap works.
    Class.forName(trap)
    assert(System.getProperty("twinstream.trap") == "initialized")
    System.clearProperty("twinstream.trap")
  }
}
