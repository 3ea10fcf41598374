package io.twinstream

import org.scalatest.Tag

/** Marks a test that only `bin/test --long` runs, as what it shows costs minutes; one of its kind is in every
  * run.
  */
object LongRun extends Tag("io.twinstream.LongRun")
