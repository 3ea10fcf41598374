package com.example.visits

import io.twinstream.testkit.TwinTest
import org.scalatest.funsuite.AnyFunSuite

class VisitsSuite extends AnyFunSuite {
  private def twins = TwinTest.ofMethods("com.example.visits.Visits::classic", "com.example.visits.Visits::port", "page")

  test("both count the visits of a page") {
    twins.batch("ann,/a", "bob,/b").batch().batch("ann,/a").check()
  }

  test("both agree on any batches") {
    twins.agree(5, random => s"ann,/${random.nextInt(3)}")
  }
}
