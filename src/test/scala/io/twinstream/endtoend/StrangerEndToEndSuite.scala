package io.twinstream.endtoend

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import java.util.zip.{ZipEntry, ZipFile, ZipOutputStream}
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
      val said = help.out.replaceAll("\\s", "") // lines are broken at a colon
      assert(help.exit == 0 && said.contains("csv:DIR") && said.contains("json:DIR"), help)
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

  test("methods with several outputs and an option are compared, output by output", LongRun) {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val lines = Seq("0\t/a\tann", "100\tb\tann", "1100\t/a\tbob", "1200\t/a\tann")
      val input = TempFolder.write(folder.resolve("pages.recording"), lines.mkString("", "\n", "\n")).toString
      val (classic, port) = ("com.example.pages.OldSite", "com.example.pages.NewSite")
      val (rows, page) = (folder.resolve("rows"), folder.resolve("page.html"))

      val text =
        compare(folder, classic, port, "--input", input, "--emit", s"$rows", "--report", s"$page", "--", "/")
      assert(text.exit == 0, text)
      for (name <- Seq("pages", "users"))
        assert(text.out.contains(s"OldSite::outputs and NewSite::outputs, output $name: EQUAL in 2"), text)
      val emitted = Seq("1", "2").flatMap(each =>
        Files.readAllLines(rows.resolve(each).resolve("structured.jsonl")).asScala
      )
      assert(emitted.exists(_.contains("\"user\":\"ann\",\"count\":2")), emitted)
      assert(!emitted.exists(_.contains("\"page\":\"b\"")), emitted)
      assert(Seq("page-1.html", "page-2.html").forall(name => Files.exists(folder.resolve(name))))

      val json = compare(folder, classic, port, "--input", input, "--format", "json", "--", "/")
      assert(json.exit == 0 && new ObjectMapper().readTree(json.out).size == 2, json)
      val none = compare(folder, classic, port, "--input", input)
      assert(none.exit == 2 && none.err.contains("outputs(JavaDStream<String>, String)"), none)
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

  /** A jar with these files, and those of another jar whose names are wanted. */
  private def jar(file: Path, files: Map[String, String], of: Path, isWanted: String => Boolean): String = {
    val to = new ZipOutputStream(Files.newOutputStream(file))
    def add(name: String, bytes: Array[Byte]): Unit = {
      to.putNextEntry(new ZipEntry(name))
      to.write(bytes)
      to.closeEntry()
    }
    val from = new ZipFile(of.toFile)
    try {
      files.foreach { case (name, text) => add(name, text.getBytes("UTF-8")) }
      from.stream.iterator.asScala
        .filter(each => !each.isDirectory && isWanted(each.getName) && !files.contains(each.getName))
        .foreach(each => add(each.getName, from.getInputStream(each).readAllBytes))
    } finally {
      from.close()
      to.close()
    }
    file.toString
  }

  test("a jar whose job cannot be loaded is said in one line: no class, no job, another line of Spark") {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      def provided(name: String) = Map("META-INF/services/io.twinstream.api.JobProvider" -> name)
      val pages = "com.example.pages.PageViewsJob"
      for (
        (name, isWanted, says) <- Seq[(String, String => Boolean, String)](
          ("com.example.None", _ => true, "Provider com.example.None not found"),
          ("com.example.pages.PageViews", _ => true, "com.example.pages.PageViews not a subtype"),
          (
            pages,
            !_.contains("/DStream"),
            s"the jobs of $pages cannot be loaded: java.lang.NoClassDefFoundError"
          )
        )
      ) {
        val app = jar(folder.resolve(s"${says.hashCode}.jar"), provided(name), PageViews.jar, isWanted)
        val result = Bin.run(folder, "bin/twinstream", "--app", app, "jobs")
        assert(result.exit == 2 && result.err.contains(says) && result.out.isEmpty, result)
        assert(result.err.linesIterator.size == 1, result)
      }
    }
  }

  test("--app of a file that is not there is said") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "jobs", "--app", "/no/such.jar")
      assert(result.exit == 2 && result.err.contains("--app /no/such.jar: there is no such file"), result)
    }
  }
}
