package io.twinstream

import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A file that does not fit into a reader's head is two. */
@RuleTier
class SourceFilesSuite extends AnyFunSuite {
  private val most = 350
  private val main = Paths.get(sys.env("TWINSTREAM_HOME"), "src/main/java")

  private def sources(folder: Path): Seq[Path] = {
    val walk = Files.walk(folder)
    try walk.iterator.asScala.filter(_.toString.endsWith(".java")).toList.sortBy(_.toString)
    finally walk.close()
  }

  private def tooLong(folder: Path): Seq[String] = for {
    file <- sources(folder)
    lines = Files.readAllLines(file).size
    if lines > most
  } yield s"${folder.relativize(file)}: $lines lines"

  test(s"no file of src/main has more than $most lines") {
    assert(sources(main).size > 400)
    assert(tooLong(main) == Seq.empty)
  }

  test("a longer one is reported") {
    TempFolder.use { folder =>
      TempFolder.write(folder.resolve("Long.java"), "\n" * (most + 1))
      TempFolder.write(folder.resolve("Short.java"), "\n" * most)
      assert(tooLong(folder) == Seq(s"Long.java: ${most + 1} lines"))
    }
  }
}
