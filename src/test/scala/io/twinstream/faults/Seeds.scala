package io.twinstream.faults

import io.twinstream.TempFolder
import java.nio.file.Path
import org.scalatest.Assertions.fail

/** Runs seeds, and says how a failing one is repeated alone. */
object Seeds {
  private val Range = "(\\d+)-(\\d+)".r

  /** Returns the numbers of so many seeds, or the only one or those from one to another that the environment
    * names.
    */
  def apply(count: Int): Seq[Long] = Option(System.getenv("TWINSTREAM_FAULT_SEED")) match {
    case None                     => 1L to count.toLong
    case Some(Range(first, last)) => first.toLong to last.toLong
    case Some(only)               => Seq(only.toLong)
  }

  /** What came of a seed.
    *
    * @param told
    *   its plan and its history
    */
  final case class Outcome(seed: Long, wrong: Seq[String], told: String)

  def outcome(seed: Long, world: World): Outcome = Outcome(seed, world.run(), world.toString)

  def right(seed: Long): Outcome = Outcome(seed, Seq.empty, "")

  /** Fails with the first of these seeds that goes wrong. */
  def check(suite: Any, seeds: Seq[Long])(run: (Long, Path) => Outcome): Unit =
    first(seeds)(run).foreach { outcome =>
      fail(
        s"seed ${outcome.seed}:\n${outcome.wrong.mkString("\n")}\n\n${outcome.told}\n\n" +
          s"alone: TWINSTREAM_FAULT_SEED=${outcome.seed} mvn -q test -Dsuites=${suite.getClass.getName}"
      )
    }

  /** Returns the first seed that goes wrong. */
  def first(seeds: Seq[Long])(run: (Long, Path) => Outcome): Option[Outcome] =
    seeds.iterator
      .map { seed =>
        if (seed % 1000 == 0) Console.err.println(s"seed $seed of ${seeds.last}")
        TempFolder.use(folder => run(seed, folder))
      }
      .find(_.wrong.nonEmpty)
}
