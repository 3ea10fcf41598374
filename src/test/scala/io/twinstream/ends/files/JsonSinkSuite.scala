package io.twinstream.ends.files

import io.twinstream.ends.OpenSinks
import io.twinstream.api.BatchRows
import io.twinstream.api.Sink
import io.twinstream.ends.WordRows
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class JsonSinkSuite extends AnyFunSuite {
  private def sink(folder: Path, run: String = "run1"): Sink[CountedWord] =
    OpenSinks.parse[CountedWord](s"json:$folder", WordRows.format, run)

  private def names(folder: Path): Set[String] = {
    val files = Files.list(folder)
    try files.iterator.asScala.map(_.getFileName.toString).toSet
    finally files.close()
  }

  /** File to its words, of the files that a reader of the folder takes. */
  private def written(folder: Path): Map[String, Seq[String]] =
    names(folder)
      .filter(_.endsWith(".json"))
      .map(name => name -> Files.readAllLines(folder.resolve(name)).asScala.map(_.split("\"")(5)).toSeq)
      .toMap

  private def file(part: Int, run: String = "run1"): String = s"batch-0000000001000-$run-$part.json"

  test("a file per partition that has rows; a batch written again takes the place of the earlier one") {
    TempFolder.use { folder =>
      sink(folder).write(WordRows.parts(Seq("a" -> 1), Seq(), Seq("b" -> 1, "c" -> 1)), 1000)
      sink(folder, "run11").write(WordRows.words("x" -> 1), 1000)
      assert(
        written(folder) ==
          Map(file(0) -> Seq("a"), file(2) -> Seq("b", "c"), file(0, "run11") -> Seq("x"))
      )
      sink(folder).write(WordRows.parts(Seq(), Seq("d" -> 1), Seq("e" -> 1)), 1000)
      assert(written(folder) == Map(file(1) -> Seq("d"), file(2) -> Seq("e"), file(0, "run11") -> Seq("x")))
      sink(folder).write(WordRows.words(), 1000)
      assert(names(folder) == Set(file(0, "run11")))
    }
  }

  test("the line is the batch and the columns") {
    TempFolder.use { folder =>
      sink(folder).write(WordRows.words("a\u0000\ud83d" -> 1), 1000)
      assert(
        new String(Files.readAllBytes(folder.resolve(file(0))), "UTF-8") ==
          "{\"batch\":1000,\"word\":\"a\\u0000?\",\"count\":1}\n"
      )
    }
  }

  test("a folder whose name is a pattern is a folder") {
    TempFolder.use { folder =>
      for (name <- Seq("{a,b}", "[x]", "what?", "all*")) {
        val strange = Files.createDirectory(folder.resolve(name))
        for (words <- Seq(Seq("a" -> 1L), Seq("b" -> 1L))) {
          sink(strange).check()
          sink(strange).write(WordRows.parts(words, words), 1000)
        }
        sink(strange).write(WordRows.words("c" -> 1), 1000)
        assert(written(strange) == Map(file(0) -> Seq("c")), name)
      }
    }
  }

  test("a driver that ends between two renames leaves what the next start completes") {
    TempFolder.use { folder =>
      sink(folder).write(
        WordRows.parts(Seq("old" -> 1), Seq("old" -> 1), Seq("old" -> 1), Seq("old" -> 1)),
        1000
      )
      // A folder that is not empty cannot be replaced by a file: the writing breaks off there.
      val inTheWay = folder.resolve(file(2))
      Files.delete(inTheWay)
      TempFolder.write(Files.createDirectory(inTheWay).resolve("x"), "")
      intercept[Exception](
        sink(folder).write(WordRows.parts(Seq("a" -> 1), Seq("b" -> 1), Seq("c" -> 1)), 1000)
      )
      TempFolder.delete(inTheWay)
      sink(folder).takeOver(2, "another driver")
      assert(written(folder) == Map(file(0) -> Seq("a"), file(1) -> Seq("b"), file(2) -> Seq("c")))
      assert(!names(folder).contains(".staging"))
    }
  }

  test(
    "a driver that was killed while it wrote a batch leaves nothing of it, and the next start nothing else"
  ) {
    TempFolder.use { folder =>
      val staging = folder.resolve(".staging")
      TempFolder.write(
        Files.createDirectories(staging.resolve("batch-0000000001000-run1")).resolve("0-1"),
        "{"
      )
      val other = Files.createDirectories(staging.resolve("batch-0000000001000-run2"))
      sink(folder).takeOver(2, "another driver")
      assert(written(folder).isEmpty && names(staging) == Set(other.getFileName.toString))
    }
  }

  test("what an attempt has written that did not count is not in the batch") {
    TempFolder.use { folder =>
      val rows = new BatchRows[CountedWord] {
        override def map[M](function: BatchRows.PartitionFunction[CountedWord, M]): java.util.List[M] = {
          def attempt(n: Long) = {
            val rows = Seq(new CountedWord(s"attempt$n", 1)).asJava
            function.apply(rows.iterator, new BatchRows.Task(0, n))
          }
          attempt(1)
          val counts = attempt(2)
          attempt(3)
          Seq(counts).asJava
        }
      }
      sink(folder).write(rows, 1000)
      assert(written(folder) == Map(file(0) -> Seq("attempt2")))
      assert(names(folder) == Set(file(0)))
    }
  }

  test("a folder that can be written is left as it was") {
    TempFolder.use { folder =>
      sink(folder).check()
      assert(names(folder).isEmpty)
    }
  }

  test("an object store, where a folder is renamed file by file, is refused before anything asks it") {
    for (scheme <- Seq("s3a", "S3", "gs", "wasbs")) {
      val refused = intercept[UserError](
        OpenSinks.parse[CountedWord](s"json:$scheme://bucket/rows", WordRows.format, "run1").check()
      ).getMessage
      assert(refused.startsWith(s"json:$scheme://bucket/rows: an object store renames a folder file by file"))
    }
  }

  test("a folder that cannot be written is refused") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("file"), "")
      assert(intercept[UserError](sink(file).check()).getMessage.contains("cannot write there"))
    }
  }
}
