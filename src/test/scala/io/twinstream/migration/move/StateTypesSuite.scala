package io.twinstream.migration.move

import io.twinstream.RuleTier
import io.twinstream.ScalaLine.is213
import io.twinstream.migration.inspect.Objects
import java.io.{ByteArrayInputStream, ObjectInputStream}
import java.nio.file.{Files, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable.ListBuffer

/** Which types of state are read without the application's classes, and `state-types.md`, which says so. */
@RuleTier
class StateTypesSuite extends AnyFunSuite {
  private def v(read: AnyRef): AnyRef =
    read.asInstanceOf[java.util.Map[String, AnyRef]].get("v")

  private def read(value: AnyRef): AnyRef = v(Objects.state(Box(1, value)))

  for (kind <- StateTypes.all)
    test(s"${kind.group}: ${kind.name}") {
      assert(StateTypes.show(read(kind.value)) == kind.shown)
    }

  for ((name, bytes, shown) <- StateTypes.ofJoda)
    test(s"Joda: $name")(assert(StateTypes.show(Objects.stateOf(bytes)) == shown))

  test("an enumeration's names that nothing asked for are in no stream: the number alone") {
    assert(StateTypes.show(read(Unnamed.Two)) == "{id: 1, name: null}")
    Unnamed.Two.toString
    assert(StateTypes.show(read(Unnamed.Two)) == s"{id: 1, name: ${if (is213) "null" else "Two"}}")
  }

  test("a class that leaves its fields out may be there many times") {
    val many = List.fill(100)(ListBuffer("a"))
    assert(StateTypes.show(read(many)) == Seq.fill(100)("[a]").mkString("[", ", ", "]"))
  }

  private val circle = new Node(null)
  circle.next = circle

  private val addOne: Int => Int = _ + 1

  private val refused = Seq[(String, AnyRef, String)](
    ("a function", addOne, "a function, which is no value"),
    ("an object that has itself", circle, "state of more than 32 levels"),
    ("a class with a writeObject of its own", new WritesItself("a"), "writes more than its fields"),
    ("an Externalizable", new External("a"), "writes more than its fields"),
    ("a NumericRange of other numbers than Long", BigInt(1) to BigInt(3), "of other numbers than Long")
  )

  for ((name, value, why) <- refused)
    test(s"refused with class and field: $name") {
      val message = intercept[NoSuchElementException](read(value)).getMessage
      assert(message.startsWith(s"${classOf[Box].getName}.v") && message.contains(why))
    }

  test("refused on Scala 2.13: a set of an enumeration's values") {
    assume(is213, "2.12 writes the enumeration too")
    val message = intercept[NoSuchElementException](read(Colour.values)).getMessage
    assert(message.contains("a set of") && message.contains("has the name alone"), message)
  }

  test("refused: a Stream that goes in a circle") {
    assume(!is213, "2.13 cannot write one")
    lazy val ones: Stream[Int] = 1 #:: ones
    assert(ones.take(3).sum == 3)
    assert(
      intercept[NoSuchElementException](read(ones)).getMessage.contains("a Stream that goes in a circle")
    )
  }

  test("refused: a hostile set whose map is itself") {
    val bytes = new java.io.ByteArrayOutputStream
    val out = new java.io.DataOutputStream(bytes)
    out.writeInt(0xaced0005)
    out.write(Array[Byte](0x73, 0x72)) // an object, its class
    out.writeUTF("java.util.Collections$SetFromMap")
    out.writeLong(2454657854757543876L)
    out.write(Array[Byte](2, 0, 1, 'L'))
    out.writeUTF("m")
    out.writeByte(0x74)
    out.writeUTF("Ljava/util/Map;")
    out.write(Array[Byte](0x78, 0x70, 0x71)) // no parent; its field refers to
    out.writeInt(0x7e0002) // the object
    val message = intercept[NoSuchElementException](Objects.stateOf(bytes.toByteArray)).getMessage
    assert(message.contains("a collection within itself"))
  }

  test("refused: Joda in another calendar") {
    val message = intercept[NoSuchElementException](Objects.stateOf(StateTypes.otherCalendar)).getMessage
    assert(message.contains("of another calendar, org.joda.time.chrono.BuddhistChronology"))
  }

  /** The names of the types that were tried from outside once, of which 32 were read then. */
  private val tried = Seq(
    "Instant",
    "java.util.Date",
    "java.sql.Timestamp",
    "UUID",
    "BigDecimal",
    "BigDecimal of 30 digits behind the point",
    "BigInteger",
    "BigInt",
    "enum",
    "LinkedHashMap",
    "List.of, Set.of",
    "Map.of",
    "Arrays.asList",
    "Collections.unmodifiableMap",
    "Collections.synchronizedList",
    "Collections.singletonList, emptyList",
    "double[][]",
    "byte[]",
    "Spark's Optional",
    "Vector",
    "Set",
    "Set of many",
    "ArrayBuffer",
    "mutable.HashSet",
    "case object",
    "case class",
    "immutable.Queue",
    "case class with a lazy val",
    "Character",
    "null",
    "URI",
    "Option",
    "LocalDate",
    "LocalDateTime",
    "LocalTime",
    "Duration",
    "ZonedDateTime",
    "OffsetDateTime",
    "YearMonth",
    "java.sql.Date",
    "Calendar",
    "BitSet",
    "EnumMap",
    "EnumSet",
    "ArrayDeque",
    "TreeMap",
    "TreeMap with a comparator",
    "LinkedList",
    "PriorityQueue",
    "ConcurrentHashMap",
    "AtomicLong",
    "TreeSet",
    "ListMap",
    "ListBuffer",
    "Either",
    "Range",
    "Enumeration",
    "Map.withDefaultValue",
    "Locale",
    "Class",
    "a function"
  )

  test("of 61 types that were tried from outside, all but a function are read") {
    val names = StateTypes.all.map(_.name).toSet
    assert(tried.distinct.size == 61)
    assert(tried.filterNot(names) == Seq("a function"))
  }

  for (kind <- StateTypes.all if kind.value != null)
    test(s"written again as it was: ${kind.name} of ${kind.group}") {
      val box = Box(1, kind.value)
      val in = new ObjectInputStream(new ByteArrayInputStream(Objects.again(box)))
      val twice = in.readObject().asInstanceOf[Box]
      assert(twice.v.getClass == kind.value.getClass)
      assert(StateTypes.show(read(twice.v.asInstanceOf[AnyRef])) == kind.shown)
    }

  private val page = Paths.get(sys.env("TWINSTREAM_HOME"), "src/site/markdown/state-types.md")

  private def column(value: AnyRef): String =
    StateType.of(value).column.sql.replace("`", "").replace("|", "\\|")

  private def cell(text: String): String = s"`${text.replace("|", "\\|")}`"

  private def row(name: String, value: AnyRef): String =
    s"| $name | ${cell(column(value))} | ${cell(StateTypes.show(value).replaceAll("\\w+(\\.\\w+)*\\.(\\w+\\$)", "$2"))} |\n"

  private def table(group: String, rows: Seq[(String, AnyRef)]): String =
    s"\n## $group\n\n| type | column | a value there |\n|---|---|---|\n" +
      rows.map { case (name, value) => row(name, value) }.mkString

  private def tables: String =
    StateTypes.all
      .map(_.group)
      .distinct
      .map { group =>
        table(group, StateTypes.all.filter(_.group == group).map(kind => kind.name -> read(kind.value)))
      }
      .mkString + table(
      "Joda",
      StateTypes.ofJoda.map { case (name, bytes, _) => name -> Objects.stateOf(bytes) }
    ) +
      "\n## Refused\n\n| type | what is said |\n|---|---|\n" + refused.map { case (name, value, _) =>
        val why = intercept[NoSuchElementException](read(value)).getMessage
        s"| $name | ${why.replaceAll("io\\.twinstream\\.migration\\.move", "shop").replace("<", "&lt;")} |\n"
      }.mkString

  test("the page's tables are what is read") {
    assume(!is213, "the tables are of Scala 2.12")
    val marker = "\n## The JDK\n"
    val committed = Files.readString(page)
    val head = committed.take(committed.indexOf(marker))
    if (sys.env.get("TWINSTREAM_REGENERATE").contains("1")) Files.writeString(page, head + tables)
    for (
      (expected, actual) <- tables.linesIterator.toSeq.zip(committed.drop(head.length).linesIterator.toSeq)
    )
      assert(actual == expected)
    assert(committed == head + tables)
  }
}
