package io.twinstream.jobs.accesslog

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class AccessLogSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private def subjects(line: String): Seq[String] = AccessLog.subjects(line).asScala.map(_.toString).toSeq

  private val start = "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "

  // what, line, what it counts for
  for (
    (name, line, expected) <- Seq(
      (
        "the format's own example",
        start + "\"GET /a.gif HTTP/1.0\" 200 2326",
        Seq("status 200", "endpoint /a.gif")
      ),
      ("no bytes", start + "\"GET / HTTP/1.0\" 304 -", Seq("status 304", "endpoint /")),
      ("a query", start + "\"GET /a?b=/c?d HTTP/1.0\" 200 1", Seq("status 200", "endpoint /a")),
      (
        "the combined format",
        start + "\"GET /a HTTP/1.1\" 200 5 \"http://x/\" \"Agent [1] \\\"q\\\"\"",
        Seq("status 200", "endpoint /a")
      ),
      (
        "a quote in the path",
        start + "\"GET /\\\"x\\\" HTTP/1.1\" 404 5",
        Seq("status 404", "endpoint /\\\"x\\\"")
      ),
      ("HTTP/0.9", start + "\"GET /old\" 200 5", Seq("status 200", "endpoint /old")),
      ("a path beyond ASCII", start + "\"GET /가 HTTP/1.1\" 200 5", Seq("status 200", "endpoint /가")),
      ("not HTTP", start + "\"\\x16\\x03\" 400 -", Seq("status 400")),
      ("an empty request", start + "\"\" 408 -", Seq("status 408"))
    )
  ) test(s"read: $name")(assert(subjects(line) == expected))

  for (
    line <- Seq(
      "",
      "127.0.0.1",
      start,
      start + "\"GET / HTTP/1.0",
      start + "\"GET / HTTP/1.0\\\" 200 1",
      start + "\"GET / HTTP/1.0\"",
      start + "\"GET / HTTP/1.0\" 20 1",
      start + "\"GET / HTTP/1.0\" 2000 1",
      start + "\"GET / HTTP/1.0\" 200",
      start + "\"GET / HTTP/1.0\" 200 ",
      start + "\"GET / HTTP/1.0\" 200 1k",
      start + "\"GET / HTTP/1.0\" abc 1",
      "127.0.0.1 frank [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1",
      "\ufffd\ufffd [\u0000] \""
    )
  ) test(s"counted as malformed: '$line'")(assert(subjects(line) == Seq("status malformed")))

  test("whatever is cut off or put into a line, something is counted") {
    val line = start + "\"GET /a HTTP/1.1\" 200 5"
    forAll { (at: Int, put: String) =>
      val cut = Math.floorMod(at, line.length)
      assert(
        subjects(line.take(cut) + put).nonEmpty && subjects(line.take(cut) + put + line.drop(cut)).nonEmpty
      )
    }
  }

  test("endpoints: most wanted first, those alike by the bytes of their names") {
    val private4 = "\ue000" // before U+10000 by bytes, behind its surrogates by UTF-16 units
    val counts = Seq("b" -> 2, "\ud800\udc00" -> 5, private4 -> 5, "a" -> 2, "c" -> 9)
    val sorted = counts
      .map { case (name, count) => new AccessCount("endpoint", name, 0, count.toLong) }
      .sorted(Ordering.comparatorToOrdering(AccessLog.mostFirst))
    assert(sorted.map(_.getName) == Seq("c", private4, "\ud800\udc00", "a", "b"))
  }
}
