package io.twinstream.ends.files

import io.twinstream.ends.OpenSinks
import io.twinstream.api.BatchRows
import io.twinstream.api.RowFormat
import io.twinstream.api.Sink
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import java.nio.file.{Files, Path}
import java.util.Collections
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class TextSinkSuite extends AnyFunSuite {
  private val format = new RowFormat(Collections.singletonList("word"), Collections.singletonList("count"))

  private def rows(words: (String, Long)*): BatchRows[CountedWord] =
    BatchRows.of(words.map { case (word, count) => new CountedWord(word, count) }.asJava)

  private def sink(folder: Path, run: String = "r"): Sink[CountedWord] =
    OpenSinks.parse(s"text:$folder", format, run)

  private def in[A](folder: Path)(each: Path => A): Seq[A] = {
    val entries = Files.list(folder)
    try entries.iterator.asScala.map(each).toList
    finally entries.close()
  }

  private def lines(part: Path): Seq[String] =
    if (part.getFileName.toString.startsWith("part-")) Files.readAllLines(part).asScala.toSeq else Seq.empty

  /** Directory to its lines. */
  private def written(folder: Path): Map[String, Seq[String]] =
    in(folder)(batch => batch.getFileName.toString -> in(batch)(lines).flatten.sorted).toMap

  test("a directory per batch and run; one written again takes the place of the earlier one") {
    TempFolder.use { folder =>
      sink(folder).check()
      sink(folder).write(rows("a" -> 1, "b" -> 2), 1000)
      sink(folder, "other").write(rows("a" -> 7), 1000)
      sink(folder).write(rows("a" -> 1, "c" -> 3), 1000)
      assert(
        written(folder) == Map(
          "batch-0000000001000-r" -> Seq("a\t1", "c\t3"),
          "batch-0000000001000-other" -> Seq("a\t7")
        )
      )
    }
  }

  test("no rows leave no directory, and clear the place of earlier ones") {
    TempFolder.use { folder =>
      sink(folder).write(rows(), 1000)
      assert(written(folder).isEmpty)
      sink(folder).write(rows("a" -> 1), 1000)
      sink(folder).write(rows(), 1000)
      assert(written(folder).isEmpty)
    }
  }

  test("what a killed driver has left half-written is not in the way") {
    TempFolder.use { folder =>
      val half = Files.createDirectories(folder.resolve(".staging/batch-0000000001000-r"))
      TempFolder.write(half.resolve("part-00000"), "half")
      sink(folder).check()
      sink(folder).takeOver(2, "another driver")
      sink(folder).write(rows("a" -> 1), 1000)
      assert(written(folder) == Map("batch-0000000001000-r" -> Seq("a\t1")))
    }
  }

  test("a driver that ends before all is in its place leaves what the next start completes") {
    TempFolder.use { folder =>
      sink(folder).write(rows("old" -> 1), 1000)
      val staging = Files.createDirectory(folder.resolve(".staging"))
      val done = Files.createDirectory(staging.resolve("batch-0000000001000-r.done"))
      val place = Files.createDirectory(done.resolve("directory"))
      TempFolder.write(done.resolve("_parts"), "0-7\n2-9\n")
      TempFolder.write(place.resolve("part-00000"), "a\t1\n")
      TempFolder.write(done.resolve("2-9"), "b\t1\n")
      TempFolder.write(done.resolve("2-8"), "what does not count\n")
      sink(folder).takeOver(2, "another driver")
      assert(written(folder) == Map("batch-0000000001000-r" -> Seq("a\t1", "b\t1")))
      assert(Files.exists(folder.resolve("batch-0000000001000-r/_SUCCESS")))
      assert(!Files.exists(staging))
    }
  }

  test("a tab and a line feed in a value do not break the line") {
    TempFolder.use { folder =>
      sink(folder).write(rows("a\tb\n\\c\r" -> 1), 1000)
      assert(written(folder).values.head == Seq("a\\tb\\n\\\\c\\r\t1"))
    }
  }

  test("a place that cannot be written is refused") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("file"), "")
      val refused = intercept[UserError](sink(file).check())
      assert(refused.getMessage.startsWith(s"text:$file: cannot write there"))
    }
  }
}
