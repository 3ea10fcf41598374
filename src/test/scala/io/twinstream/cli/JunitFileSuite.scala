package io.twinstream.cli

import io.twinstream.RuleTier
import io.twinstream.error.ExitCode
import io.twinstream.migration.compare.Verdict
import java.io.ByteArrayInputStream
import java.time.Duration
import java.util.Optional
import javax.xml.parsers.DocumentBuilderFactory
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class JunitFileSuite extends AnyFunSuite {
  private def outcome(job: String, verdict: Option[Verdict], text: String): AllJobs.Outcome =
    new AllJobs.Outcome(
      job,
      verdict.map(Optional.of[Verdict]).getOrElse(Optional.empty[Verdict]),
      text,
      Duration.ofMillis(1500)
    )

  private val equal = outcome("a", Some(Verdict.EQUAL), "a: EQUAL")
  private val different = outcome("b", Some(Verdict.DIFFERENT), "b: DIFFERENT <1> & \"2\"\nmore")
  private val nothing = outcome("c", Some(Verdict.NOTHING_COMPARED), "c: NOTHING COMPARED")
  private val failed = outcome("d", None, "no broker")

  test("a test case for each job, with what became of it") {
    val text = JunitFile.of(Seq(equal, different, nothing, failed).asJava)
    val suite = DocumentBuilderFactory.newDefaultInstance.newDocumentBuilder
      .parse(new ByteArrayInputStream(text.getBytes("UTF-8")))
      .getDocumentElement
    assert(
      Seq("tests", "failures", "errors", "skipped", "time").map(suite.getAttribute) ==
        Seq("4", "1", "1", "1", "6.000")
    )
    val cases = suite.getElementsByTagName("testcase")
    assert((0 until 4).map(cases.item(_).getAttributes.getNamedItem("name").getNodeValue).mkString == "abcd")
    val failure = suite.getElementsByTagName("failure").item(0)
    assert(failure.getAttributes.getNamedItem("message").getNodeValue == "b: DIFFERENT <1> & \"2\"")
    assert(failure.getTextContent == different.text)
    assert(suite.getElementsByTagName("error").item(0).getTextContent == "no broker")
  }

  test("the exit code is that of the worst") {
    def code(outcomes: AllJobs.Outcome*) = AllJobs.exitCode(outcomes.asJava)
    assert(code(equal, equal) == ExitCode.OK)
    assert(code(equal, nothing) == ExitCode.NOTHING_COMPARED)
    assert(code(nothing, different, equal) == ExitCode.DIFFERENT)
    assert(code(different, failed, nothing) == ExitCode.FAILED)
  }
}
