package io.twinstream.jobs.runningwordcount

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import java.util.Optional
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class RunningWordCountSuite extends AnyFunSuite {
  private def merged(words: String*): WordChange = words.map(RunningWordCount.change(_, 1)).reduce(_ and _)

  private def after(before: Option[Long], words: String*): Option[Long] = {
    val total: Optional[java.lang.Long] =
      before.map(b => Optional.of(java.lang.Long.valueOf(b))).getOrElse(Optional.empty[java.lang.Long]())
    val result = RunningWordCount.after(total, merged(words: _*))
    if (result.isPresent) Some(result.get) else None
  }

  test("a word counts on from its total, or from nothing") {
    assert(after(None, "a") == Some(1))
    assert(after(Some(5), "a", "a", "a") == Some(8))
  }

  test("a word that is forgotten has no total, in whatever order the batch has it") {
    assert(after(Some(5), "a", "~a", "a") == None)
    assert(after(Some(5), "~a", "a") == None)
    assert(after(None, "~a") == None)
  }

  test("the mark alone is a word; a mark within a word is part of it") {
    assert(RunningWordCount.subject("~") == "~" && after(None, "~") == Some(1))
    assert(RunningWordCount.subject("a~b") == "a~b" && after(None, "a~b") == Some(1))
    assert(RunningWordCount.subject("~~") == "~" && after(Some(2), "~~") == None)
  }

  test("a total that is too great stays at the greatest number, and ends no run") {
    assert(after(Some(Long.MaxValue), "a") == after(Some(Long.MaxValue - 1), "a"))
  }

  test("initial totals are read") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("f"), "a\t1\n가\t20\nwith\ttab\t3\n")
      assert(RunningWordCount.readTotals(file).asScala == Map("a" -> 1L, "가" -> 20L, "with\ttab" -> 3L))
    }
  }

  for (text <- Seq("a\t1\nb\n", "a\t1\nb\tx\n", "a\t1\nb\t0\n", "a\t1\n\t5\n", "a\t1\na\t2\n", "a\t1\n\n")) {
    test(s"initial totals are refused by line: ${text.replace("\n", "\\n").replace("\t", "\\t")}") {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("f"), text)
        assert(intercept[UserError](RunningWordCount.readTotals(file)).getMessage.contains("line 2"))
      }
    }
  }

  test("initial totals that are not there are named") {
    TempFolder.use { folder =>
      val none = folder.resolve("none")
      assert(intercept[UserError](RunningWordCount.readTotals(none)).getMessage.contains(none.toString))
    }
  }
}
