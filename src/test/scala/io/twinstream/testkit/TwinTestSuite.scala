package io.twinstream.testkit

import io.twinstream.TwinSession
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.wordcount.{CountedWord, WordCountJob}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

class TwinTestSuite extends AnyFunSuite with BeforeAndAfterAll {
  override def beforeAll(): Unit = { TwinSession.session; () }

  private def ofWords: TwinTest = TwinTest.of(WordCountJob.JOB)

  private def failure(body: => Unit): String = intercept[AssertionError](body).getMessage

  test("rows are those of the batches since the last call") {
    ofWords
      .batch("a b a")
      .rows(new CountedWord("b", 1), new CountedWord("a", 2))
      .batch()
      .rows()
      .batch("a")
      .batch("c")
      .rows(new CountedWord("a", 1), new CountedWord("c", 1))
      .check()
  }

  test("state goes on over batches without a line") {
    TwinTest
      .of(RunningWordCountJob.JOB)
      .batch("a")
      .batch()
      .batch("a")
      .rows(new CountedWord("a", 1), new CountedWord("a", 2))
      .check()
  }

  test("known to find: other rows than were said") {
    val says = failure(ofWords.batch("a b").rows(new CountedWord("a", 1), new CountedWord("c", 1)).check())
    assert(says.contains("""expected and not written: [{"word":"c","count":1}]"""))
    assert(says.contains("""written and not expected: [{"word":"b","count":1}]"""))
  }

  test("known to find: a row that is written once and expected twice") {
    val twice = Seq.fill(2)(new CountedWord("a", 1))
    assert(failure(ofWords.batch("a").rows(twice: _*).check()).contains("not written: [{\"word\":\"a\""))
  }

  test("nothing that was compared is a failure, unless no row is expected") {
    assert(failure(ofWords.batch("").check()).contains("NOTHING COMPARED"))
    ofWords.batch("").rows().check()
  }

  private def wrong = TwinTest.ofMethods("stranger.Words::perBatch", "stranger.Words$Ports::totals", "word")

  test("known to find: methods that differ, with the report of compare") {
    val says = failure(wrong.batch("a").batch("a").check())
    assert(says.contains("DIFFERENT") && says.contains("CUMULATIVE"))
  }

  test("any batches agree; if not, the smallest case is named") {
    ofWords.agree(3, random => "abc".substring(random.nextInt(3)))
    val says = failure(wrong.agree(5, random => s"${"abc".charAt(random.nextInt(3))} x"))
    // Two batches with one word in common: with fewer lines nothing is cumulative.
    assert(says.matches("(?s).*smallest batches found: \\[\\[\\w x\\], \\[\\w x\\]\\]\n.*DIFFERENT.*"), says)
  }

  test("a line feed within a line is refused") {
    assert(intercept[IllegalArgumentException](ofWords.batch("a\nb")).getMessage.contains("line feed"))
  }
}
