package io.twinstream.faults

import java.nio.file.Path
import io.twinstream.TempFolder
import org.scalatest.Assertions.fail

/** Runs seeds, and says how a failing one is repeated alone. */
object Seeds {
  private val only = Option(System.getenv("TWINSTREAM_FAULT_SEED")).map(_.toLong)

  /** Returns the numbers of a run of so many seeds, or the only one that the environment names. */
  def apply(count: Int): Seq[Long] = only.map(Seq(_)).getOrElse((1L to count.toLong))

  /** What came of a seed. */
  final case class Outcome(seed: Long, wrong: Seq[String], told: String)

  /** Fails with the first of these seeds that goes wrong. */
  def check(suite: String, seeds: Seq[Long])(run: (Long, Path) => Outcome): Unit =
    first(seeds)(run).foreach { outcome =>
      fail(
        s"seed ${outcome.seed}:\n${outcome.wrong.mkString("\n")}\n\n${outcome.told}\n\n" +
          s"this one alone: TWINSTREAM_FAULT_SEED=${outcome.seed} mvn -q test -Dsuites=$suite"
      )
    }

  /** Returns the first seed that goes wrong. */
  def first(seeds: Seq[Long])(run: (Long, Path) => Outcome): Option[Outcome] =
    seeds.iterator
      .map(seed => TempFolder.use(folder => run(seed, folder)))
      .find(_.wrong.nonEmpty)
}
