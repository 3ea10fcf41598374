package io.twinstream.ends.lines

import io.twinstream.RuleTier
import java.net.ProtocolException
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_8}
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.mutable.ArrayBuffer

/** What a sender says, however the bytes arrive. */
@RuleTier
class LineParserSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val longest = 20
  private val greeting = LineProtocol.greeting("s1") + "\n"

  /** Reads bytes that arrive in chunks of that size, at most so many lines at once, to the connection's end.
    */
  private def read(bytes: Array[Byte], chunk: Int = 7, most: Int = 2): Seq[String] = {
    val heard = ArrayBuffer.empty[String]
    val parser = new LineParser(
      longest,
      new LineParser.Events {
        override def greeted(stream: String): Unit = heard += s"stream $stream"
        override def busy(): Unit = heard += "busy"
        override def line(number: Long, line: Array[Byte]): Unit =
          heard += s"$number:${new String(line, UTF_8)}"
        override def tooLong(number: Long): Unit = heard += s"$number too long"
        override def ended(): Unit = heard += "end"
      }
    )
    bytes.grouped(chunk).foreach { part =>
      var position = 0
      while (position < part.length) {
        val before = heard.size
        position = parser.take(part, position, part.length, most)
        assert(heard.size - before <= most + 2L) // lines, and greeting and end
      }
    }
    parser.end()
    heard.toSeq
  }

  private def read(text: String): Seq[String] = read(text.getBytes(UTF_8))

  for (
    (name, text, heard) <- Seq(
      ("nothing", "", Seq()),
      ("numbered lines", greeting + "1 a\n2 b c\n", Seq("stream s1", "1:a", "2:b c")),
      ("an empty line", greeting + "1 \n2 b\n", Seq("stream s1", "1:", "2:b")),
      ("a line that looks like a message", greeting + "1 end\n", Seq("stream s1", "1:end")),
      ("the end", greeting + "1 a\nend\n", Seq("stream s1", "1:a", "end")),
      ("half a line is none", greeting + "1 a\n2 b", Seq("stream s1", "1:a")),
      (
        "CR LF ends a line, CR alone does not",
        greeting + "1 a\rb\r\n2 \r\n",
        Seq("stream s1", "1:a\rb", "2:")
      ),
      (
        "a line of just the limit",
        greeting + s"1 ${"x" * longest}\n",
        Seq("stream s1", s"1:${"x" * longest}")
      ),
      (
        "a line over the limit",
        greeting + s"1 a\n2 ${"x" * 21}\n3 ${"y" * 999}\n4 b\n",
        Seq("stream s1", "1:a", "2 too long", "3 too long", "4:b")
      ),
      ("another receiver is served", LineProtocol.busy() + "\n", Seq("busy")),
      ("plain lines", "a\nb\r\nc\rd", Seq("0:a", "0:b", "0:c", "0:d")),
      (
        "plain lines that begin as a greeting does",
        "twin\ntwinstream\nt",
        Seq("0:twin", "0:twinstream", "0:t")
      ),
      ("plain and numbered by hand", "1 a\n", Seq("0:1 a")),
      ("a plain line over the limit", "a\n" + "x" * 999 + "\nb", Seq("0:a", "0 too long", "0:b"))
    )
  ) {
    test(name) {
      for (chunk <- Seq(1, 2, 7, 10000); most <- Seq(1, 3, Int.MaxValue))
        assert(read(text.getBytes(UTF_8), chunk, most) == heard)
    }
  }

  for (
    (name, text) <- Seq(
      "another version" -> "twinstream-lines 2 stream a\n1 a\n",
      "a stream without a name" -> "twinstream-lines 1 stream \n",
      "a greeting without an end" -> ("twinstream-lines 1 stream " + "a" * 1000),
      "no number" -> (greeting + "a\n"),
      "number 0" -> (greeting + "0 a\n"),
      "a negative number" -> (greeting + "-1 a\n"),
      "a number of more than 18 digits" -> (greeting + "1234567890123456789 a\n"),
      "a number and no space" -> (greeting + "17\n"),
      "a very long line without a number" -> (greeting + "x" * 1000 + "\n")
    )
  ) {
    test(s"refused: $name") {
      val error = intercept[ProtocolException](read(text))
      assert(error.getMessage.length < 200)
    }
  }

  test("malformed UTF-8 is replaced, numbered or plain") {
    val bytes = "1 a\u00ff\u00c3\n".getBytes(ISO_8859_1)
    assert(read(greeting.getBytes(UTF_8) ++ bytes) == Seq("stream s1", "1:a\ufffd\ufffd"))
    assert(read(bytes) == Seq("0:1 a\ufffd\ufffd"))
  }

  test("any lines, in any chunks") {
    val line = Gen.listOf(Gen.oneOf('a', ' ', '1', '가', '\t')).map(_.mkString.take(6))
    forAll(Gen.listOf(line), Gen.choose(1, 40), Gen.choose(1, 5)) { (lines, chunk, most) =>
      val numbered = lines.zipWithIndex.map { case (text, i) => s"${i + 1} $text\n" }.mkString
      val expected = "stream s1" +: lines.zipWithIndex.map { case (text, i) => s"${i + 1}:$text" }
      assert(read((greeting + numbered).getBytes(UTF_8), chunk, most) == expected)
    }
  }

  test("what a receiver says is read back; anything else is refused") {
    for (word <- LineProtocol.Word.values; number <- Seq(0L, 17L, 999999999999999999L))
      assert(
        LineProtocol.answerOf(LineProtocol.answer(word, number)) == new LineProtocol.Answer(word, number)
      )
    for (
      message <- Seq("", "ack", "ack ", "ack -1", "ack 1 2", "nack 1", "ack 1234567890123456789", "have x")
    )
      intercept[ProtocolException](LineProtocol.answerOf(message))
  }

  test("a pace lets through what the rate allows, and keeps little of what was not used") {
    var rate = 1000L
    var nanos = 0L
    val pace = new Pace(() => rate, () => nanos)
    def through(): Int = Iterator.continually(pace.room()).takeWhile(_ > 0).map(_ => pace.took()).size
    assert(through() == 0)
    nanos += 10000000L
    assert(through() == 10) // 10 ms at 1000 a second
    nanos += 60000000000L
    assert(through() == 200) // a minute's rest: 0.2 s of it
    rate = 2L
    nanos += 499000000L
    assert(through() == 0)
    nanos += 2000000L
    assert(through() == 1)
    rate = Long.MaxValue
    nanos += 1000000L
    assert(pace.room() > 1000000)
  }

  test("an offset is read back from a checkpoint") {
    val offset = new LineOffset("a-b", 17)
    assert(offset.json == """{"stream":"a-b","line":17}""")
    assert(LineOffset.ofJson(offset.json) == offset && offset.lineOf("a-b") == 17 && offset.lineOf("c") == 0)
    intercept[IllegalArgumentException](LineOffset.ofJson("17x"))
    intercept[IllegalArgumentException](LineOffset.ofJson("{}"))
  }
}
