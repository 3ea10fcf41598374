package io.twinstream.testkit

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class SmallerCasesSuite extends AnyFunSuite {
  private def smallest(trials: Int, batches: Seq[Int]*)(fails: Seq[Seq[Int]] => Boolean): Seq[Seq[Int]] =
    new SmallerCases(trials)
      .of[Int](batches.map(_.asJava).asJava, each => fails(each.asScala.toSeq.map(_.asScala.toSeq)))
      .asScala
      .toSeq
      .map(_.asScala.toSeq)

  test("a case that fails is made as small as it gets") {
    for {
      (what, fails, left) <- Seq[(String, Seq[Seq[Int]] => Boolean, Seq[Seq[Int]])](
        ("one line", _.flatten.contains(3), Seq(Seq(3))),
        ("two lines in two batches", b => b.count(_.contains(1)) >= 2, Seq(Seq(1), Seq(1))),
        ("an empty batch", _.exists(_.isEmpty), Seq(Seq())),
        ("anything", _ => true, Seq(Seq()))
      )
    } assert(smallest(1000, Seq(1, 2), Seq(), Seq(3, 1), Seq(1))(fails) == left, what)
  }

  test("no more cases are tried than allowed") {
    var trials = 0
    smallest(2, Seq(1, 2, 3), Seq(4)) { _ => trials += 1; true }
    assert(trials == 2)
  }
}
