package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** An application of others, with a pom of its own, built against the plain jar and its POM: its job runs, is
  * compared, and writes to the sink that it brings.
  */
@EndToEnd
class StrangerEndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")

  test("a job and a sink from another jar are listed, run on both engines, and compared") {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val app = PageViews.jar
      val pages = Seq("0\t/a\tx", "100\t/b\tx", "200\t/a\ty", "1100\t/a\tx", "1200\t/c\tz")
      val recording = TempFolder.write(folder.resolve("pages.recording"), pages.mkString("", "\n", "\n"))

      val jobs = Bin.run(folder, "bin/twinstream", "--app", app.toString, "jobs")
      assert(jobs.exit == 0 && jobs.out.contains("page-views") && jobs.out.contains("word-count"), jobs)

      for (engine <- Seq("dstream", "structured")) {
        val out = folder.resolve(engine)
        val run = Bin.run(
          folder,
          Seq("bin/twinstream", "run", "page-views", "--app", app.toString, "--engine", engine) ++
            Seq(
              "--source",
              s"recording:$recording",
              "--sink",
              s"csv:$out",
              "--until",
              "end",
              "--prefix",
              "/"
            ): _*
        )
        assert(run.exit == 0, run)
        val rows = Files.list(out).iterator.asScala.toSeq.sorted.map(Files.readAllLines(_).asScala.toSeq)
        assert(rows == Seq(Seq("/a,2", "/b,1"), Seq("/a,1", "/c,1")), run)
      }

      val compared = Bin.run(
        folder,
        Seq("bin/twinstream", s"--app=$app", "compare", "page-views", "--input", recording.toString): _*
      )
      assert(compared.exit == 0 && compared.out.contains("EQUAL"), compared)
    }
  }

  test("the sinks of another jar are in the help and in the error for an unknown kind") {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val run = Seq("bin/twinstream", "run", "page-views", "--app", PageViews.jar.toString)
      val help = Bin.run(folder, run :+ "--help": _*)
      assert(help.exit == 0 && help.out.contains("csv:DIR") && help.out.contains("json:DIR"), help)
      val refused = Bin.run(folder, run ++ Seq("--engine", "dstream", "--sink", "tape:DIR"): _*)
      assert(refused.exit == 2 && refused.err.contains("csv:DIR"), refused)
    }
  }

  private def compare(folder: Path, classic: String, port: String, more: String*) = {
    val methods = Seq("--classic", classic, "--port", port) ++ more
    Bin.run(folder, Seq("bin/twinstream", s"--app=${PageViews.jar}", "compare") ++ methods: _*)
  }

  test("methods of a program that knows nothing of twinstream are compared") {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val lines = Seq("0\t/a\tx", "100\t/b\tx", "1100\t/a\tx", "3000 end")
      val input = TempFolder.write(folder.resolve("pages.recording"), lines.mkString("", "\n", "\n")).toString
      val (counts, port) = ("com.example.pages.OldPageViews::counts", "com.example.pages.NewPageViews")

      val equal = compare(folder, counts, port, "--input", input)
      assert(equal.exit == 0, equal)
      assert(equal.out.startsWith("OldPageViews::counts and NewPageViews::counts: EQUAL in 3 batches"), equal)

      val append = compare(folder, counts, port, "--input", input, "--output-mode", "append")
      assert(append.exit == 3 && append.err.contains("Append output mode not supported"), append)
      val noInput = compare(folder, counts, port)
      assert(noInput.exit == 2 && noInput.err.contains("which records? add --input FILE"), noInput)
      val noClass = compare(folder, "com.example.Pages", port, "--input", input)
      assert(noClass.exit == 2 && noClass.err.contains("there is no class com.example.Pages"), noClass)
    }
  }

  private def checkOwnTests(example: String, says: String): Unit = {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val built = PageViews.maven(folder, example, "package")
      assert(built.exit == 0 && built.out.contains(says), built)
    }
  }

  test("an application's own tests compare its twins: JUnit") {
    checkOwnTests("own-job", "Tests run: 4, Failures: 0, Errors: 0, Skipped: 0")
  }

  test("an application's own tests compare its twins: ScalaTest, in Scala", LongRun) {
    checkOwnTests("own-job-scala", "Tests: succeeded 2, failed 0, canceled 0, ignored 0, pending 0")
  }

  test("--app of a file that is not there is said") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "jobs", "--app", "/no/such.jar")
      assert(result.exit == 2 && result.err.contains("--app /no/such.jar: there is no such file"), result)
    }
  }
}
