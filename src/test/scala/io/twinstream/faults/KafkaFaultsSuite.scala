package io.twinstream.faults

import io.twinstream.LongRun
import java.nio.file.Path
import org.scalatest.funsuite.AnyFunSuite

/** The sink `kafka:` and dead letters, driven without an engine, on Kafka's own mock of a producer whose
  * answers fail: a topic has each row at least once, and each that it has is right.
  */
class KafkaFaultsSuite extends AnyFunSuite {
  private def world(seed: Long, pieces: Pieces, folder: Path): World =
    new World(seed, pieces, folder, Seq(SinkPlace.Kafka))

  private def run(seed: Long, folder: Path): Seeds.Outcome =
    Seeds.outcome(seed, world(seed, new Pieces, folder))

  test("no row or dead letter is lost or wrong") {
    Seeds.check(this, Seeds(400))(run)
  }

  test("the same with many seeds", LongRun) {
    Seeds.check(this, Seeds(20000))(run)
  }

  private val holes: Seq[(String, Pieces, Setup => Boolean, String)] = Seq(
    (
      "one task throws for the refused record of another",
      KnownHoles.SharesRefusals,
      setup => setup.taskAttempts > 1 && !setup.hasLetters,
      "and it is gone"
    ),
    (
      "each branch of a job sends the dead letters",
      KnownHoles.LetterInEachBranch,
      setup => setup.engine == Setup.Classic && setup.hasLetters,
      "letters expected"
    )
  )

  for ((what, pieces, isOf, message) <- holes)
    test(s"known to find: $what") {
      val found = Seeds.first(1L to 2000L) { (seed, folder) =>
        val known = world(seed, pieces, folder)
        if (isOf(known.setup)) Seeds.outcome(seed, known) else Seeds.right(seed)
      }
      assert(found.exists(_.wrong.exists(_.contains(message))), found.fold("nothing is found")(_.told))
    }
}
