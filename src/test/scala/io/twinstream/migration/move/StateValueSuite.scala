package io.twinstream.migration.move

import io.twinstream.RuleTier
import io.twinstream.migration.inspect.{Objects, StateValue}
import java.math.BigInteger
import java.sql.Timestamp
import java.time.{Instant, LocalDate}
import java.util.UUID
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.immutable.Queue
import scala.collection.mutable

/** State of an application: which it is does not matter. */
final case class Basket(customer: String, goods: Map[String, Long], last: Option[Basket])

/** The cases of a state machine. */
sealed trait Phase extends Serializable
case object Idle extends Phase
case object Done extends Phase
final case class Waiting(since: Option[Long]) extends Phase
final case class Running(since: Option[Long]) extends Phase
final case class Job(number: Int, phase: Phase)

/** One value in the forms of both serializers: as the Java one wrote it, read without classes, and as the
  * object that Kryo makes. Scala's collections are those of the Scala that runs this.
  */
@RuleTier
class StateValueSuite extends AnyFunSuite {
  private def list(values: Any*): java.util.List[Any] = values.asJava

  private def fields(values: (String, Any)*): java.util.Map[String, Any] = {
    val fields = new java.util.LinkedHashMap[String, Any]
    for ((name, value) <- values) fields.put(name, value)
    fields
  }

  private def of(name: String, values: (String, Any)*) = fields((StateValue.CLASS -> name) +: values: _*)

  private def entry(key: Any, value: Any) = of(StateValue.ENTRY, "key" -> key, "value" -> value)

  private def pair(one: Any, two: Any) = of("scala.Tuple2", "_1" -> one, "_2" -> two)

  private val basket = classOf[Basket].getName

  private val time = Instant.parse("2026-01-04T12:00:00.123456789Z")
  private val many = (1 to 100).toList

  private val cases = Seq[(AnyRef, Any)](
    "text" -> "text",
    Char.box('c') -> "c",
    Long.box(5) -> 5L,
    Boolean.box(true) -> true,
    Thread.State.BLOCKED -> "BLOCKED",
    new UUID(1, 2) -> "00000000-0000-0001-0000-000000000002",
    new BigInteger("-12") -> new java.math.BigDecimal(-12),
    BigDecimal("1.50").bigDecimal -> new java.math.BigDecimal("1.50"),
    Timestamp.from(time) -> Timestamp.from(time),
    time -> Timestamp.from(time),
    LocalDate.of(2026, 1, 4) -> LocalDate.of(2026, 1, 4),
    None -> null,
    Some("a") -> "a",
    ("a", 1) -> pair("a", 1),
    (1, 2L) -> pair(1, 2L),
    Idle -> of(Idle.getClass.getName),
    Left(1) -> of("scala.util.Left", "value" -> 1),
    BigDecimal("1.50") -> new java.math.BigDecimal("1.50"),
    BigInt(12) -> new java.math.BigDecimal(12),
    Nil -> list(),
    List(1, 2) -> list(1, 2),
    many -> list(many: _*),
    Vector.empty -> list(),
    Vector(1, 2) -> list(1, 2),
    many.toVector -> list(many: _*),
    (many.toVector.tail.updated(40, 0) :+ 101) -> list((2 to 41) ++ (0 +: (43 to 101)): _*),
    (1 to 3000).toVector.drop(5) -> list(6 to 3000: _*),
    Seq("a", None) -> list("a", null),
    Queue(1, 2) -> list(1, 2),
    mutable.ArrayBuffer(1, 2) -> list(1, 2),
    mutable.ListBuffer(1, 2) -> list(1, 2),
    Array(1L, 2L) -> list(1L, 2L),
    Array("a", "b") -> list("a", "b"),
    Array("a", "b").toSeq -> list("a", "b"),
    Set.empty -> list(),
    Set(1, 2) -> list(1, 2),
    (Set("a") ++ Set("b")) -> list("a", "b"),
    mutable.HashSet(1) -> list(1),
    Map.empty -> list(),
    Map("a" -> 1) -> list(entry("a", 1)),
    Map("a" -> List(1), "b" -> Nil) -> list(entry("a", list(1)), entry("b", list())),
    mutable.HashMap("a" -> 1) -> list(entry("a", 1)),
    List("a" -> 1) -> list(pair("a", 1)),
    java.util.List.of(1, 2) -> list(1, 2),
    new java.util.HashMap[String, Int](Map("a" -> 1).asJava) -> list(entry("a", 1)),
    Basket("ann", Map("tea" -> 2), Some(Basket("ann", Map.empty, None))) -> of(
      basket,
      "customer" -> "ann",
      "goods" -> list(entry("tea", 2L)),
      "last" -> of(basket, "customer" -> "ann", "goods" -> list(), "last" -> null)
    )
  )

  for (((value, expected), number) <- cases.zipWithIndex)
    test(s"$number: ${value.getClass.getName}") {
      assert(Objects.state(value) == expected)
      assert(ObjectValue.of(value) == expected)
    }

  test("a set and a map of many") {
    for (value <- Seq[AnyRef](many.toSet, many.map(i => i -> s"v$i").toMap)) {
      val elements = (read: AnyRef) => read.asInstanceOf[java.util.List[_]].asScala.toSet[Any]
      assert(elements(Objects.state(value)) == elements(ObjectValue.of(value)))
      assert(elements(ObjectValue.of(value)).size == 100)
    }
  }
}
