package io.twinstream.endtoend

import java.nio.charset.StandardCharsets.UTF_8
import java.sql.{Connection, DriverManager, SQLException}
import java.time.Instant
import java.time.temporal.ChronoUnit
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.locks.LockSupport
import org.postgresql.PGConnection

/** Two programs that write the same rows at a rate of their own, one into a topic and one into a table; but
  * for some rows, which one of them lacks or has differently.
  */
final class FollowedPrograms(broker: Broker, postgres: Postgres, name: String, perSecond: Int) {
  import FollowedPrograms._

  private val base = Instant.now.truncatedTo(ChronoUnit.MILLIS)
  private val began = System.nanoTime
  private val micros = 1000000L / perSecond
  private val wrong = new ConcurrentHashMap[Long, Wrong]
  private val writtenAt = new ConcurrentHashMap[Long, java.lang.Long]
  @volatile private var last = Long.MaxValue
  @volatile private var failure: Option[Throwable] = None
  @volatile private var written = Map("left" -> 0L, "right" -> 0L)

  broker.create(name, 2)
  postgres.execute(
    s"CREATE TABLE $name (id TEXT, seen_at TIMESTAMPTZ, n BIGINT, price NUMERIC, PRIMARY KEY (seen_at, id))"
  )

  val left = s"kafka:${broker.address}/$name"
  val right = s"${postgres.url}#$name"
  val columns: Seq[String] = Seq("--key", "id,seen_at")

  private val threads = Seq(
    new Thread(() => guarded(writeTopic()), s"$name-left"),
    new Thread(() => guarded(writeTable()), s"$name-right")
  )
  threads.foreach(_.start())

  private def guarded(work: => Unit): Unit =
    try work
    catch { case e: Throwable => failure = Some(e) }

  def check(): Unit = failure.foreach(e => throw new AssertionError(s"a program of the test failed: $e", e))

  /** How many rows the programs have come to by now. */
  def due: Long = math.min(last, (System.nanoTime - began) * perSecond / 1000000000L)

  def id(n: Long): String = s"k$n"

  /** Has the next row be wrong; returns its number. */
  def injure(how: Wrong): Long = synchronized {
    var n = due + perSecond / 4
    while (wrong.putIfAbsent(n, how) != null) n += 1
    n
  }

  def injured: Map[Long, Wrong] = {
    import scala.collection.JavaConverters._
    wrong.asScala.toMap
  }

  /** When the program that has it last wrote it, by the clock of the JVM in milliseconds; empty before. */
  def wroteAt(n: Long): Option[Long] = Option(writtenAt.get(n)).map(_.longValue)

  def rows: Map[String, Long] = written

  /** Ends both programs at the same row. */
  def end(): Unit = {
    last = due + perSecond / 2
    threads.foreach(_.join(120000))
    check()
    assert(threads.forall(!_.isAlive), "a program of the test does not end")
  }

  def kill(): Unit = {
    last = 0
    threads.foreach(_.interrupt())
  }

  private def seenAt(n: Long): String = base.plusNanos(n * micros * 1000).toString

  private def value(n: Long, side: String): Option[(Long, String)] = {
    val price = BigDecimal(n % 1000, 2).toString
    Option(wrong.get(n)) match {
      case Some(MissingLeft) if side == "left"   => None
      case Some(MissingRight) if side == "right" => None
      case Some(Changed) if side == "right"      => Some((n, "-1"))
      case _                                     => Some((n, price))
    }
  }

  private def loop(side: String)(write: Seq[(Long, (Long, String))] => Unit): Unit = {
    var next = 0L
    while (next < last) {
      val until = math.min(due, next + perSecond)
      if (until > next) {
        val rows = (next until until).flatMap(n => value(n, side).map(n -> _))
        write(rows)
        val now = System.currentTimeMillis
        (next until until).filter(wrong.containsKey(_)).foreach(n => writtenAt.put(n, now))
        next = until
        synchronized { written = written + (side -> next) }
      }
      LockSupport.parkNanos(50000000L)
    }
  }

  private def writeTopic(): Unit = {
    val producer = broker.producer("linger.ms" -> "5")
    try
      loop("left") { rows =>
        rows.foreach { case (n, (value, price)) =>
          val json = s"""{"id":"${id(n)}","seen_at":"${seenAt(n)}","n":$value,"price":$price}"""
          producer.send(broker.record(name, (n % 2).toInt, json))
        }
        producer.flush()
      }
    finally producer.close()
  }

  /** Written again after a failure, unless it was there. */
  private def writeTable(): Unit = {
    var open: Option[Connection] = None
    def connection = open.getOrElse {
      val made = DriverManager.getConnection(postgres.url)
      open = Some(made)
      made
    }
    loop("right") { rows =>
      var isDone = rows.isEmpty
      while (!isDone)
        try {
          val first = connection.prepareStatement(
            s"SELECT count(*) FROM $name WHERE seen_at = ?::timestamptz AND id = ?"
          )
          first.setString(1, seenAt(rows.last._1))
          first.setString(2, id(rows.last._1))
          val found = first.executeQuery()
          found.next()
          if (found.getLong(1) == 0) {
            val text = rows.map { case (n, (value, price)) =>
              s"${id(n)}\t${seenAt(n)}\t$value\t$price\n"
            }.mkString
            connection
              .unwrap(classOf[PGConnection])
              .getCopyAPI
              .copyIn(s"COPY $name FROM STDIN", new java.io.ByteArrayInputStream(text.getBytes(UTF_8)))
          }
          first.close()
          isDone = true
        } catch {
          case _: SQLException =>
            open.foreach(each =>
              try each.close()
              catch { case _: SQLException => }
            )
            open = None
            LockSupport.parkNanos(100000000L)
        }
    }
    open.foreach(_.close())
  }
}

object FollowedPrograms {

  /** How a row is wrong. */
  sealed trait Wrong
  case object MissingLeft extends Wrong
  case object MissingRight extends Wrong
  case object Changed extends Wrong
}
