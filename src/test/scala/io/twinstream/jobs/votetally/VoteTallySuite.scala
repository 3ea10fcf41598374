package io.twinstream.jobs.votetally

import io.twinstream.RuleTier
import java.util.Optional
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class VoteTallySuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private def merged(lines: Seq[String]): Ballot = lines.map(VoteTally.ballot).reduce(_ and _)

  private def shown(counts: java.util.List[VoteCount]): Set[String] = counts.asScala.map(_.toString).toSet

  // line, ballot id, what it counts for
  for (
    (line, id, counts) <- Seq(
      ("b1,Ada", "b1", "votes Ada=1"),
      ("b1,", "b1", "votes =1"), // a blank vote
      ("b 1, 가 ", "b 1", "votes  가 =1"), // nothing is trimmed
      ("b1", "", "malformed =1"),
      (",Ada", "", "malformed =1"),
      ("b1,Ada,", "", "malformed =1"),
      ("", "", "malformed =1"),
      (",", "", "malformed =1")
    )
  ) test(s"read: '$line'") {
    assert(VoteTally.ballotId(line) == id && shown(VoteTally.ballot(line).counts) == Set(counts))
  }

  // name, lines before, lines of the batch, changes
  for (
    (name, before, lines, changes) <- Seq(
      ("a new ballot", Seq.empty, Seq("b,Ada"), Set("votes Ada=1")),
      ("twice in a batch", Seq.empty, Seq("b,Ada", "b,Ada"), Set("votes Ada=1", "repeated =1")),
      ("again later", Seq("b,Ada"), Seq("b,Ada", "b,Ada"), Set("repeated =2")),
      ("two candidates in a batch", Seq.empty, Seq("b,Ada", "b,Bob"), Set("spoiled =2")),
      (
        "another candidate later",
        Seq("b,Ada", "b,Ada"),
        Seq("b,Bob"),
        Set("votes Ada=-1", "repeated =-1", "spoiled =3")
      ),
      ("a spoiled ballot again", Seq("b,Ada", "b,Bob"), Seq("b,Ada"), Set("spoiled =1")),
      ("a blank vote is not that of a candidate", Seq("b,"), Seq("b,Ada"), Set("votes =-1", "spoiled =2")),
      ("malformed lines", Seq("?"), Seq("!", ","), Set("malformed =2"))
    )
  ) test(s"changes: $name") {
    val was = if (before.isEmpty) Optional.empty[Ballot]() else Optional.of(merged(before))
    assert(shown(VoteTally.changes(was, merged(before ++ lines))) == changes)
  }

  test("neither the order of the lines nor how they are divided matters, and each counts once") {
    val line = Gen.zip(Gen.choose(1, 3), Gen.oneOf("Ada", "Bob", "")).map { case (id, name) => s"b$id,$name" }
    forAll(Gen.listOf(Gen.listOf(Gen.frequency(9 -> line, 1 -> Gen.asciiStr)))) { batches =>
      def totals(in: Seq[Seq[String]]): Map[(String, String), Long] = {
        val (_, changes) = in.foldLeft((Map.empty[String, Ballot], Seq.empty[VoteCount])) {
          case ((ballots, soFar), batch) =>
            val after = batch.groupBy(VoteTally.ballotId(_)).map { case (id, lines) =>
              id -> ballots.get(id).fold(merged(lines))(_ and merged(lines))
            }
            val now = after.toSeq.flatMap { case (id, ballot) =>
              val before: Optional[Ballot] =
                ballots.get(id).fold(Optional.empty[Ballot]())(Optional.of(_))
              VoteTally.changes(before, ballot).asScala
            }
            (ballots ++ after, soFar ++ now)
        }
        changes
          .groupBy(c => (c.getKind, c.getCandidate))
          .map { case (key, each) => key -> each.map(_.getCount).sum }
          .filter(_._2 != 0)
      }
      val all = batches.flatten
      assert(totals(batches) == totals(all.reverse.map(Seq(_))))
      assert(totals(batches).values.sum == all.size)
    }
  }
}
