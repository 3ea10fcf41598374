package io.twinstream

import org.scalatest.Assertions

/** What a test assumes of the line of Scala that it runs on. */
object ScalaLine extends Assertions {
  val is213: Boolean = scala.util.Properties.versionNumberString.startsWith("2.13.")

  /** Of fixtures whose state Kryo wrote on Scala 2.12: its numbers for classes are those of a line of Scala.
    */
  def assumeKryoOf212(): Unit = {
    assume(!is213, "the fixture's state is what Kryo wrote on Scala 2.12")
    ()
  }
}
