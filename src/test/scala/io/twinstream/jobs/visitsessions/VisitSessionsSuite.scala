package io.twinstream.jobs.visitsessions

import io.twinstream.{RuleTier, TwinSession}
import io.twinstream.error.Malformed
import io.twinstream.api.InputRecord
import java.util.Collections
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class VisitSessionsSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val minute = 60000L

  private def joined(gap: Long, times: Seq[Long]): Seq[Session] =
    times
      .map(at => Collections.singletonList(Session.of(at)))
      .foldLeft(Collections.emptyList[Session])((some, more) => VisitSessions.join(some, more, gap))
      .asScala
      .toSeq

  for (
    (line, expected) <- Seq(
      "1700000000000\tann\t/a" -> Some((1700000000000L, "ann")),
      "0\t\t" -> Some((0L, "")), // the empty key, the empty page
      "5\t가\t/a\tb" -> Some((5L, "가")),
      "" -> None,
      "ann\t/a" -> None,
      "5\tann" -> None,
      "-5\tann\t/a" -> None,
      "1e3\tann\t/a" -> None,
      "٣\tann\t/a" -> None, // a digit, but not one of ASCII
      "999999999999999\tann\t/a" -> Some((999999999999999L, "ann")),
      "9999999999999999\tann\t/a" -> None, // 16 digits
      "\tann\t/a" -> None
    )
  ) test(s"read: '$line'") {
    val malformed = Malformed.count(Visit.EXPECTED)
    assert(
      Visit
        .of(line, 999999999999999L, 0)
        .asScala
        .map(visit => (visit.atMillis, visit.getUser)) == expected.toSeq
    )
    assert(Malformed.count(Visit.EXPECTED) - malformed == (if (expected.isEmpty) 1 else 0))
  }

  test("a visit is malformed if its time is further ahead of its arrival than clocks differ") {
    assert(!Visit.problem("1060000\tann\t/a", 1000000, minute).isPresent)
    assert(Visit.problem("1060001\tann\t/a", 1000000, minute).get == "visited after it arrived")
    assert(Visit.of("1060001\tann\t/a", 1000000, minute).isEmpty)
    assert(!Visit.problem("0\tann\t/a", 1700000000000L, minute).isPresent) // late is another matter
  }

  private def options(arguments: String*): SessionOptions =
    TwinSession.parsed(VisitSessionsJob.JOB, arguments).asInstanceOf[SessionOptions]

  test("a dead letter says so, with the difference that is set") {
    def reason(arguments: String*) = VisitSessionsJob.JOB
      .rejection(options(arguments: _*))
      .reason(new InputRecord("", 0, 0, 1000000, "1005000\tann\t/a"))
    assert(!reason().isPresent)
    assert(reason("--clock-difference", "4s").get == "visited after it arrived")
  }

  test("a session that is over is named by its user and its start, an open one by its user") {
    for ((rows, key) <- Seq("ended" -> Seq("user", "sessionStart"), "open" -> Seq("user"))) {
      val format = VisitSessionsJob.JOB.format(options("--rows", rows))
      assert(format.keyColumns.asScala == key)
      assert(
        format.columns.asScala == Seq("user", "sessionStart", "sessionEnd", "visits", "visitsLastHour")
      )
    }
  }

  test("visits beyond the greatest number of a minute do not end a run") {
    val many = Session.of(0)
    many.setVisits(Long.MaxValue)
    many.setPerMinute(Array(Int.MaxValue))
    val row = many.and(Session.of(1)).row("u")
    assert((row.getVisits, row.getVisitsLastHour) == ((Long.MaxValue, Int.MaxValue.toLong)))
  }

  // name, gap, visits in ms, sessions as (start, end, visits)
  for (
    (name, gap, visits, expected) <- Seq(
      ("a silence as long as the gap does not end it", 10L, Seq(0L, 10L, 20L), Seq((0L, 20L, 3L))),
      ("a longer one does", 10L, Seq(0L, 11L), Seq((0L, 0L, 1L), (11L, 11L, 1L))),
      ("a late visit joins two sessions", 10L, Seq(0L, 20L, 10L), Seq((0L, 20L, 3L))),
      ("a late visit is a session of its own", 10L, Seq(50L, 0L), Seq((0L, 0L, 1L), (50L, 50L, 1L))),
      ("the same time twice", 10L, Seq(7L, 7L), Seq((7L, 7L, 2L)))
    )
  ) test(name) {
    assert(joined(gap, visits).map(s => (s.getStart, s.getEnd, s.getVisits)) == expected)
  }

  // name, visits in minutes, those of the last hour
  for (
    (name, visits, expected) <- Seq(
      ("59 minutes ago", Seq(0L, 59L), 2L),
      ("60 minutes ago", Seq(0L, 60L), 1L),
      ("in any order", Seq(70L, 0L, 30L, 70L, 11L, 10L), 4L) // 70 twice, 30, 11
    )
  ) test(s"visits of the last hour: $name") {
    assert(joined(120 * minute, visits.map(_ * minute)).head.row("u").getVisitsLastHour == expected)
  }

  private def counted(gap: Long, visits: Seq[Long]): Seq[(Long, Long, Long, Long)] =
    visits.sorted
      .foldLeft(List.empty[List[Long]]) {
        case (session :: earlier, at) if at - session.head <= gap => (at :: session) :: earlier
        case (sessions, at)                                       => List(at) :: sessions
      }
      .reverse
      .map { session =>
        val lastHour = session.count(at => session.head / minute - at / minute < 60)
        (session.last, session.head, session.size.toLong, lastHour.toLong)
      }

  test("neither the order of visits nor how they are divided matters") {
    val times = Gen.listOf(Gen.choose(0L, 400L)).map(_.map(_ * 20000L))
    forAll(times, times, Gen.choose(0L, 100L).map(_ * minute), minSuccessful(200)) { (some, more, gap) =>
      val both = VisitSessions.join(joined(gap, some).asJava, joined(gap, more).asJava, gap).asScala.toSeq
      val rows =
        both.map(_.row("u")).map(s => (s.getSessionStart, s.getSessionEnd, s.getVisits, s.getVisitsLastHour))
      assert(rows == counted(gap, some ++ more))
    }
  }
}
