package io.twinstream.migration.move

import com.google.common.collect._
import io.twinstream.ScalaLine
import io.twinstream.migration.inspect.StateValue
import java.math.{BigDecimal => JBigDecimal, BigInteger}
import java.time._
import java.util.concurrent.atomic._
import java.util.concurrent.{ConcurrentHashMap, ConcurrentSkipListMap, CopyOnWriteArrayList, TimeUnit}
import java.util.{Base64, Locale, UUID}
import scala.collection.JavaConverters._
import scala.collection.{immutable, mutable}
import scala.io.Source

object Colour extends Enumeration {
  val Red = Value("red")
  val Green = Value("green")
}

/** Whose names nothing has asked for. */
object Unnamed extends Enumeration {
  val One, Two = Value
}

final case class Lazily(n: Long) { lazy val twice: Long = 2 * n; twice }

/** An own collection without a field of its own. */
final class Tally extends java.util.HashMap[String, Long]

final case class Box(n: Long, v: Any)

final class Node(var next: Node) extends Serializable

/** Values of all kinds that state is made of, each with the value that the copy should have.
  *
  * @param group
  *   of the page's table
  * @param name
  *   of the kind
  * @param value
  *   what the application has
  * @param shown
  *   what the copy has, see [[StateTypes.show]]
  */
final case class StateTypes(group: String, name: String, value: AnyRef, shown: String)

object StateTypes {
  private val moment = Instant.parse("2026-01-04T12:00:00.123456Z")
  private val local = LocalDateTime.of(2026, 1, 4, 12, 0, 0, 123456789)
  private val paris = ZoneId.of("Europe/Paris")
  private val millis = "2026-01-04T12:00:00.123Z"

  private def filled[M <: java.util.Map[String, Int]](map: M): M = {
    map.put("a", 1)
    map.put("b", 2)
    map
  }

  private def added[C <: java.util.Collection[String]](all: C): C = {
    all.add("b")
    all.add("a")
    all
  }

  private def calendar = {
    val calendar =
      new java.util.GregorianCalendar(java.util.TimeZone.getTimeZone("Europe/Paris"), Locale.FRANCE)
    calendar.setTimeInMillis(moment.toEpochMilli)
    calendar
  }

  private def atomicArray = {
    val longs = new AtomicLongArray(2)
    longs.set(1, 5)
    longs
  }

  private def adder = {
    val sum = new LongAdder
    sum.add(5)
    sum
  }

  private def bits(all: Int*) = {
    val bits = new java.util.BitSet
    all.foreach(bits.set(_))
    bits
  }

  private val jdk = Seq[(String, AnyRef, String)](
    ("String", "text", "text"),
    ("Long, Integer, Short, Byte", Long.box(5), "5"),
    ("Double, Float", Double.box(1.5), "1.5"),
    ("Boolean", Boolean.box(true), "true"),
    ("Character", Char.box('c'), "c"),
    ("null", null, "null"),
    ("BigDecimal", new JBigDecimal("1.50"), "1.50"),
    ("BigDecimal of 30 digits behind the point", new JBigDecimal("1E-30"), "1E-30"),
    ("BigInteger", new BigInteger("-12"), "-12"),
    ("enum", TimeUnit.DAYS, "DAYS"),
    ("UUID", new UUID(1, 2), "00000000-0000-0001-0000-000000000002"),
    ("URI", new java.net.URI("http://a.b/c?d"), "http://a.b/c?d"),
    ("File", new java.io.File("/a/b"), "/a/b"),
    ("Locale", Locale.forLanguageTag("de-CH"), "de-CH"),
    ("Currency", java.util.Currency.getInstance("EUR"), "EUR"),
    ("TimeZone", java.util.TimeZone.getTimeZone("Europe/Paris"), "Europe/Paris"),
    ("Class", classOf[String], "java.lang.String"),
    ("StringBuilder", new java.lang.StringBuilder("text"), "text"),
    ("StringBuffer", new StringBuffer("text"), "text"),
    ("byte[]", Array[Byte](1, -1), "01ff"),
    ("double[][]", Array(Array(1.5), Array.empty[Double]), "[[1.5], []]"),
    ("AtomicLong", new AtomicLong(5), "5"),
    ("AtomicInteger", new AtomicInteger(5), "5"),
    ("AtomicBoolean", new AtomicBoolean(true), "true"),
    ("AtomicReference", new AtomicReference("text"), "text"),
    ("AtomicLongArray", atomicArray, "[0, 5]"),
    ("LongAdder", adder, "5")
  )

  private val times = Seq[(String, AnyRef, String)](
    ("Instant", moment, "2026-01-04T12:00:00.123456Z"),
    ("java.util.Date", java.util.Date.from(moment), millis),
    ("java.sql.Timestamp", java.sql.Timestamp.from(moment), "2026-01-04T12:00:00.123456Z"),
    ("java.sql.Date", new java.sql.Date(moment.toEpochMilli), millis),
    ("java.sql.Time", new java.sql.Time(moment.toEpochMilli), millis),
    ("Calendar", calendar, s"{time: $millis, zone: Europe/Paris}"),
    ("LocalDate", local.toLocalDate, "2026-01-04"),
    ("LocalDateTime", local, "2026-01-04T12:00:00.123456789"),
    ("LocalTime", local.toLocalTime, "12:00:00.123456789"),
    ("ZonedDateTime", local.atZone(paris), "2026-01-04T12:00:00.123456789+01:00[Europe/Paris]"),
    ("OffsetDateTime", local.atOffset(ZoneOffset.ofHours(1)), "2026-01-04T12:00:00.123456789+01:00"),
    ("OffsetTime", local.toLocalTime.atOffset(ZoneOffset.UTC), "12:00:00.123456789Z"),
    ("Duration", Duration.ofMinutes(90), "PT1H30M"),
    ("Period", Period.of(1, 2, 3), "P1Y2M3D"),
    ("Year", Year.of(2026), "2026"),
    ("YearMonth", YearMonth.of(2026, 1), "2026-01"),
    ("MonthDay", MonthDay.of(1, 4), "--01-04"),
    ("DayOfWeek, Month", DayOfWeek.MONDAY, "MONDAY"),
    ("ZoneId", paris, "Europe/Paris"),
    ("ZoneOffset", ZoneOffset.ofHours(1), "+01:00"),
    ("JapaneseDate", chrono.JapaneseDate.of(2026, 1, 4), "Japanese Reiwa 8-01-04")
  )

  private val javaCollections = Seq[(String, AnyRef, String)](
    ("ArrayList", added(new java.util.ArrayList[String]), "[b, a]"),
    ("LinkedList", added(new java.util.LinkedList[String]), "[b, a]"),
    ("ArrayDeque", added(new java.util.ArrayDeque[String]), "[b, a]"),
    ("PriorityQueue", added(new java.util.PriorityQueue[String]), "[a, b]"),
    ("Vector, Stack", added(new java.util.Stack[String]), "[b, a]"),
    ("CopyOnWriteArrayList", added(new CopyOnWriteArrayList[String]), "[b, a]"),
    (
      "LinkedBlockingQueue",
      added(new java.util.concurrent.LinkedBlockingQueue[String]),
      "[b, a]"
    ),
    (
      "ConcurrentLinkedQueue",
      added(new java.util.concurrent.ConcurrentLinkedQueue[String]),
      "[b, a]"
    ),
    ("HashSet", new java.util.HashSet(List("a").asJava), "[a]"),
    ("LinkedHashSet", added(new java.util.LinkedHashSet[String]), "[b, a]"),
    ("TreeSet", added(new java.util.TreeSet[String]), "[a, b]"),
    ("ConcurrentSkipListSet", added(new java.util.concurrent.ConcurrentSkipListSet[String]), "[a, b]"),
    ("newKeySet of ConcurrentHashMap", added(ConcurrentHashMap.newKeySet[String]()), "[a, b]"),
    ("EnumSet", java.util.EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS), "[HOURS, DAYS]"),
    ("BitSet", bits(1, 70), "[1, 70]"),
    ("HashMap", filled(new java.util.HashMap[String, Int]), "{a=1, b=2}"),
    ("LinkedHashMap", filled(new java.util.LinkedHashMap[String, Int]), "{a=1, b=2}"),
    ("TreeMap", filled(new java.util.TreeMap[String, Int]), "{a=1, b=2}"),
    (
      "TreeMap with a comparator",
      filled(new java.util.TreeMap[String, Int](java.util.Comparator.reverseOrder[String]())),
      "{b=2, a=1}"
    ),
    ("ConcurrentHashMap", filled(new ConcurrentHashMap[String, Int]), "{a=1, b=2}"),
    ("ConcurrentSkipListMap", filled(new ConcurrentSkipListMap[String, Int]), "{a=1, b=2}"),
    (
      "EnumMap",
      new java.util.EnumMap[TimeUnit, Int](java.util.Collections.singletonMap(TimeUnit.DAYS, 1)),
      "{DAYS=1}"
    ),
    ("Hashtable, Properties", new java.util.Hashtable[String, Int](Map("a" -> 1).asJava), "{a=1}"),
    ("Arrays.asList", java.util.Arrays.asList("b", "a"), "[b, a]"),
    ("List.of, Set.of", java.util.List.of("b", "a"), "[b, a]"),
    ("Map.of", java.util.Map.of("a", 1), "{a=1}"),
    (
      "Collections.unmodifiableMap",
      java.util.Collections.unmodifiableMap[String, Int](filled(new java.util.TreeMap[String, Int])),
      "{a=1, b=2}"
    ),
    (
      "Collections.synchronizedList",
      java.util.Collections.synchronizedList[String](added(new java.util.ArrayList[String])),
      "[b, a]"
    ),
    ("Collections.singletonList, emptyList", java.util.Collections.singletonList("a"), "[a]"), {
      val tally = new Tally
      tally.put("a", 1)
      ("own class that extends HashMap and adds no field", tally, "{a=1}")
    }
  )

  private val scalaCollections = Seq[(String, AnyRef, String)](
    ("List", List("b", "a"), "[b, a]"),
    ("Vector", Vector(1L, 2L), "[1, 2]"),
    ("immutable.Queue", immutable.Queue(1L, 2L).enqueue(3L), "[1, 2, 3]"),
    ("Array as Seq", Array("b", "a").toSeq, "[b, a]"),
    ("Range", 1 to 7 by 2, "[1, 3, 5, 7]"),
    ("Range until", 3 until 1 by -1, "[3, 2]"),
    ("NumericRange of Long", 1L to 3L, "[1, 2, 3]"),
    ("Set", Set(1, 2), "[1, 2]"),
    ("Set of many", (1 to 9).toSet, (1 to 9).toSet.mkString("[", ", ", "]")),
    ("TreeSet", immutable.TreeSet("b", "a", "c"), "[a, b, c]"),
    ("ListSet", immutable.ListSet("b", "a", "c"), "[b, a, c]"),
    ("BitSet", immutable.BitSet(1, 5), "[1, 5]"),
    ("BitSet of many", immutable.BitSet(1, 70, 700), "[1, 70, 700]"),
    ("Map", Map("a" -> 1), "{a=1}"),
    ("TreeMap", immutable.TreeMap("b" -> 2, "a" -> 1, "c" -> 3), "{a=1, b=2, c=3}"),
    ("ListMap", immutable.ListMap("b" -> 2, "a" -> 1, "c" -> 3), "{b=2, a=1, c=3}"),
    ("LongMap", immutable.LongMap(1L -> "a", 5L -> "b"), "{1=a, 5=b}"),
    ("Map.withDefaultValue", Map("a" -> 1).withDefaultValue(0), "{a=1}"),
    ("mutable.Map.withDefaultValue", mutable.Map("a" -> 1).withDefaultValue(0), "{a=1}"),
    ("ArrayBuffer", mutable.ArrayBuffer("b", "a"), "[b, a]"),
    ("ListBuffer", mutable.ListBuffer("b", "a"), "[b, a]"),
    ("empty ListBuffer", mutable.ListBuffer.empty[String], "[]"),
    ("mutable.Queue", mutable.Queue("b", "a"), "[b, a]"),
    ("mutable.PriorityQueue", mutable.PriorityQueue("a", "b"), "[b, a]"),
    ("mutable.HashSet", mutable.HashSet("a"), "[a]"),
    ("mutable.LinkedHashSet", mutable.LinkedHashSet("b", "a"), "[b, a]"),
    ("mutable.TreeSet", mutable.TreeSet("b", "a"), "[a, b]"),
    ("mutable.BitSet", mutable.BitSet(1, 70), "[1, 70]"),
    ("mutable.HashMap", mutable.HashMap("a" -> 1), "{a=1}"),
    ("mutable.LinkedHashMap", mutable.LinkedHashMap("b" -> 2, "a" -> 1), "{b=2, a=1}"),
    ("mutable.TreeMap", mutable.TreeMap("b" -> 2, "a" -> 1), "{a=1, b=2}"),
    ("mutable.LongMap", mutable.LongMap(5L -> "b", 0L -> "a"), "{0=a, 5=b}"),
    ("mutable.AnyRefMap", mutable.AnyRefMap("a" -> 1), "{a=1}"),
    ("TrieMap", scala.collection.concurrent.TrieMap("a" -> 1), "{a=1}")
  )

  private val scalaValues = Seq[(String, AnyRef, String)](
    ("BigDecimal", BigDecimal("1.50"), "1.50"),
    ("BigInt", BigInt(12), "12"),
    ("BigInt of more than 64 bits", BigInt(2).pow(70), "1180591620717411303424"),
    ("Option", Some("a"), "a"),
    ("tuple", ("a", 1), "{_1: a, _2: 1}"),
    ("Either", Left(1), "{value: 1}"),
    ("case object", Idle, Idle.getClass.getName),
    ("case class", Waiting(Some(5L)), "{since: 5}"),
    ("case class with a lazy val", Lazily(5), "{bitmap$0: true, n: 5, twice: 10}"),
    ("Enumeration", Colour.Green, "{id: 1, name: green}"),
    ("Enumeration's ValueSet", Colour.values, "[{id: 0, name: red}, {id: 1, name: green}]"),
    ("Symbol", Symbol("a"), "a"),
    ("StringBuilder", new mutable.StringBuilder("text"), "text"),
    ("FiniteDuration", scala.concurrent.duration.Duration(5, "days"), "{length: 5, unit: DAYS}"),
    ("Spark's Optional", org.apache.spark.api.java.Optional.of("a"), "a")
  )

  private def multimap = {
    val multimap = ArrayListMultimap.create[String, Int]
    multimap.put("a", 1)
    multimap.put("a", 2)
    multimap
  }

  private val guava = Seq[(String, AnyRef, String)](
    ("ImmutableList", ImmutableList.of("b", "a"), "[b, a]"),
    ("ImmutableSet", ImmutableSet.of("b", "a"), "[b, a]"),
    ("ImmutableSortedSet", ImmutableSortedSet.of("b", "a"), "[a, b]"),
    ("ImmutableMap", ImmutableMap.of("b", 2, "a", 1), "{b=2, a=1}"),
    ("ImmutableSortedMap", ImmutableSortedMap.of("b", 2, "a", 1), "{a=1, b=2}"),
    ("HashMultiset", HashMultiset.create(List("a", "a").asJava), "{a=2}"),
    ("TreeMultiset", TreeMultiset.create(List("b", "a", "a").asJava), "{a=2, b=1}"),
    ("ArrayListMultimap", multimap, "{a=[1, 2]}"),
    ("ImmutableListMultimap", ImmutableListMultimap.of("a", 1, "a", 2), "{a=[1, 2]}"),
    ("HashBiMap", filled(HashBiMap.create[String, Int]()), "{a=1, b=2}"),
    ("Optional", com.google.common.base.Optional.of("a"), "a")
  )

  /** Name and Java serialization, tab between, as Joda 2.12.5 wrote them. */
  private lazy val joda: Map[String, Array[Byte]] = {
    val source = Source.fromInputStream(getClass.getResourceAsStream("joda-2.12.5.tsv"), "UTF-8")
    try source.getLines().map(_.split('\t')).map(both => both(0) -> Base64.getDecoder.decode(both(1))).toMap
    finally source.close()
  }

  val all: Seq[StateTypes] =
    for {
      (group, rows) <- Seq(
        "The JDK" -> jdk,
        "Times" -> times,
        "java.util" -> javaCollections,
        // Scala 2.13 writes an Enumeration by its name alone, without the numbers of its values.
        "Scala" -> scalaValues.filter(each => !ScalaLine.is213 || each._1 != "Enumeration's ValueSet"),
        "Scala's collections" -> scalaCollections,
        "Guava" -> guava
      )
      (name, value, shown) <- rows
    } yield StateTypes(group, name, value, shown)

  /** Joda's are there as bytes alone. */
  val ofJoda: Seq[(String, Array[Byte], String)] = Seq(
    "DateTime" -> "2026-01-04T13:00:00.123+01:00[Europe/Paris]",
    "DateTime in UTC" -> "2026-01-04T12:00:00.123Z[UTC]",
    "DateTime of +03:30" -> "2026-01-04T15:30:00.123+03:30",
    "MutableDateTime" -> "2026-01-04T12:00:00.123Z[UTC]",
    "Instant" -> millis,
    "Duration" -> "PT1M30S",
    "LocalDate" -> "2026-01-04",
    "LocalDateTime" -> "2026-01-04T12:00:00.123",
    "LocalTime" -> "12:00:30",
    "DateTimeZone" -> "Europe/Paris",
    "Days" -> "5"
  ).map { case (name, shown) => (name, joda(name), shown) }

  def otherCalendar: Array[Byte] = joda("DateTime of another calendar")

  /** Shows a value of a copy: `[...]` a list, `{a=1}` a map, `{a: 1}` an object. */
  def show(value: Any): String = value match {
    case time: java.sql.Timestamp => time.toInstant.toString
    case bytes: Array[Byte]       => bytes.map(one => f"$one%02x").mkString
    case list: java.util.List[_] if !list.isEmpty && list.asScala.forall(isEntry) =>
      list.asScala
        .map { case entry: java.util.Map[_, _] => show(entry.get("key")) + "=" + show(entry.get("value")) }
        .mkString("{", ", ", "}")
    case list: java.util.List[_]     => list.asScala.map(show).mkString("[", ", ", "]")
    case fields: java.util.Map[_, _] =>
      val own = fields.asScala.toSeq.filter(_._1 != StateValue.CLASS)
      if (own.isEmpty) fields.get(StateValue.CLASS).toString
      else own.map { case (name, field) => s"$name: ${show(field)}" }.mkString("{", ", ", "}")
    case other => String.valueOf(other)
  }

  private def isEntry(value: Any) = value match {
    case fields: java.util.Map[_, _] => fields.get(StateValue.CLASS) == StateValue.ENTRY
    case _                           => false
  }
}

/** Writes the text elsewhere than in its fields. */
final class WritesItself(@transient var text: String) extends Serializable {
  private def writeObject(out: java.io.ObjectOutputStream): Unit = out.writeUTF(text)
  private def readObject(in: java.io.ObjectInputStream): Unit = text = in.readUTF
}

final class External(var text: String) extends java.io.Externalizable {
  def this() = this("")
  override def writeExternal(out: java.io.ObjectOutput): Unit = out.writeUTF(text)
  override def readExternal(in: java.io.ObjectInput): Unit = text = in.readUTF
}
