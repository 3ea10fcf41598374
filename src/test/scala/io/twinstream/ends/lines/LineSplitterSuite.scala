package io.twinstream.ends.lines

import io.twinstream.RuleTier
import java.io.{BufferedReader, StringReader}
import java.nio.charset.StandardCharsets.UTF_8
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.mutable.ArrayBuffer

@RuleTier
class LineSplitterSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  /** Cuts text that arrives in chunks of that size. */
  private def split(bytes: Array[Byte], chunk: Int, longest: Int): (Seq[String], Long) = {
    val lines = ArrayBuffer.empty[String]
    val splitter = new LineSplitter(longest, line => { lines += new String(line, UTF_8); () })
    bytes.grouped(chunk).foreach(part => splitter.take(part, part.length))
    splitter.end()
    (lines.toSeq, splitter.skipped)
  }

  test("lines are those of BufferedReader.readLine, however the bytes arrive") {
    val text = Gen.listOf(Gen.oneOf('a', 'b', '\n', '\r', '가')).map(_.mkString)
    forAll(text, Gen.choose(1, 7)) { (text, chunk) =>
      val reader = new BufferedReader(new StringReader(text))
      val expected = Iterator.continually(reader.readLine()).takeWhile(_ != null).toSeq
      assert(split(text.getBytes(UTF_8), chunk, 1000)._1 == expected)
    }
  }

  test("a line over the limit is skipped and counted, those around it are not") {
    val (lines, skipped) = split("ab\nabcdef\ncd\nabcdefg".getBytes(UTF_8), 2, 5)
    assert(lines == Seq("ab", "cd"))
    assert(skipped == 2)
  }

  test("a line of just the limit is taken") {
    assert(split("abcde\n".getBytes(UTF_8), 3, 5) == ((Seq("abcde"), 0L)))
  }

  test("malformed UTF-8 is replaced") {
    assert(split(Array[Byte]('a', 0xc3.toByte, '\n'), 1, 10)._1 == Seq("a\ufffd"))
  }
}
