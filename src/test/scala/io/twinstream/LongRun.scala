package io.twinstream

import org.scalatest.Tag

/** Marks a test that `bin/test` leaves to `--all` and `--long`, as what it shows costs minutes; one of its
  * kind is in every run.
  */
object LongRun extends Tag("io.twinstream.LongRun") {

  /** The tags of a test that is in every run only where that is so: of its kind the one. */
  def unless(isInEveryRun: Boolean): Seq[Tag] = if (isInEveryRun) Nil else Seq(this)
}
