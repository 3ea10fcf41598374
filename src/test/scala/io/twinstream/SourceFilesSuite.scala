package io.twinstream

import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A file that does not fit into a reader's head is two. */
@RuleTier
class SourceFilesSuite extends AnyFunSuite {
  private val most = 350
  private val main = Paths.get(sys.env("TWINSTREAM_HOME"), "src/main/java")

  private def sources(folder: Path, ending: String = ".java"): Seq[Path] = {
    val walk = Files.walk(folder)
    try walk.iterator.asScala.filter(_.toString.endsWith(ending)).toList.sortBy(_.toString)
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

  // Every suite is made before the first test of any tier. A session in virtual time that is open then is taken by the end-to-end
  // tests that run a job in this JVM, for which time stands still.
  test("no suite opens the session when it is made") {
    val opening = "(?m)^  (private )?val .*TwinSession\\.session".r
    assert(opening.findFirstIn("  private val session = TwinSession.session").isDefined)
    val suites = sources(Paths.get(sys.env("TWINSTREAM_HOME"), "src/test/scala"), "Suite.scala")
    val found = suites.filter(file => opening.findFirstIn(new String(Files.readAllBytes(file))).isDefined)
    assert(suites.size > 150 && found.isEmpty)
  }
}
