package io.twinstream.ends.lines

import io.twinstream.RuleTier
import java.nio.charset.StandardCharsets.UTF_8
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class LineBlockSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private def block(lines: Seq[String]): LineBlock = {
    val block = new LineBlock
    lines.foreach(line => block.add(line.getBytes(UTF_8)))
    block
  }

  private def read(block: LineBlock): Seq[String] =
    block.arrays.asScala.flatMap(array => LineBlock.lines(array).asScala).toSeq

  test("the lines come back as they were, in order, and are counted") {
    val line = Gen.oneOf(Gen.const(""), Gen.listOf(Gen.oneOf('a', ' ', '\r', '가')).map(_.mkString))
    forAll(Gen.listOf(line)) { lines =>
      val all = block(lines)
      assert(all.lines == lines.size && all.bytes == lines.map(_.getBytes(UTF_8).length + 1L).sum)
      assert(read(all) == lines)
    }
  }

  test("lines over several arrays, and one that is longer than an array") {
    val lines = (1 to 9).map(n => n.toString * 100000) ++ Seq("x" * 1000000, "", "last")
    val arrays = block(lines).arrays.asScala
    assert(arrays.size > 3 && arrays.forall(_.last == '\n'))
    assert(read(block(lines)) == lines)
  }

  test("malformed UTF-8 is replaced") {
    val malformed = new LineBlock
    malformed.add(Array[Byte]('a', 0xc3.toByte))
    assert(read(malformed) == Seq("a\ufffd"))
  }
}
