package io.twinstream

import org.scalacheck.Gen
import org.scalacheck.rng.Seed

/** The same few values of a generator every time, for properties that take seconds each; they are not shrunk.
  */
object Samples {
  def of[A](gen: Gen[A], count: Int, size: Int): Seq[A] =
    (1 to count).map(i => gen.pureApply(Gen.Parameters.default.withSize(size), Seed(i * 7919L)))
}
