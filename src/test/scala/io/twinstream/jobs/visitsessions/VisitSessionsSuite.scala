package io.twinstream.jobs.visitsessions

import io.twinstream.RuleTier
import io.twinstream.error.Malformed
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
      "9999999999999999\tann\t/a" -> None, // 16 digits
      "\tann\t/a" -> None
    )
  ) test(s"read: '$line'") {
    val malformed = Malformed.count(Visit.EXPECTED)
    assert(Visit.of(line).asScala.map(visit => (visit.atMillis, visit.user)) == expected.toSeq)
    assert(Malformed.count(Visit.EXPECTED) - malformed == (if (expected.isEmpty) 1 else 0))
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
