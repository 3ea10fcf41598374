package io.twinstream.endtoend

import io.twinstream.{EndToEnd, TempFolder}
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** An application of others, with a pom of its own, built against the plain jar and its POM: its job runs, is
  * compared, and writes to the sink that it brings.
  */
@EndToEnd
class StrangerEndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")

  /** The repository that Maven has filled for this build, without twinstream, and with the jar of this build.
    */
  private def repository(folder: Path): Path = {
    val library = Paths.get(classOf[picocli.CommandLine].getProtectionDomain.getCodeSource.getLocation.toURI)
    val filled = Iterator.iterate(library)(_.getParent).drop(5).next()
    assert(Files.isDirectory(filled.resolve("org/apache")))
    val own = Files.createDirectories(folder.resolve("repository"))
    def link(from: Path, to: Path, except: String): Unit =
      Files.list(from).iterator.asScala.filter(_.getFileName.toString != except).foreach { each =>
        Files.createSymbolicLink(to.resolve(each.getFileName), each)
      }
    link(filled, own, "io")
    link(filled.resolve("io"), Files.createDirectory(own.resolve("io")), "twinstream")
    val version = "0.1.0-SNAPSHOT"
    val ours = Files.createDirectories(own.resolve(s"io/twinstream/twinstream/$version"))
    Files.copy(Bin.home.resolve("pom.xml"), ours.resolve(s"twinstream-$version.pom"))
    Files.copy(Jar.plain, ours.resolve(s"twinstream-$version.jar"))
    own
  }

  private def built(folder: Path): Path = {
    val target = folder.resolve("target")
    val maven = Seq("mvn", "-B", "-ntp", "-q", s"-Dmaven.repo.local=${repository(folder)}") ++
      Seq(s"-Dbuild.target=$target", "-f", Bin.home.resolve("src/test/projects/page-views/pom.xml").toString)
    val result = Bin.run(folder, maven :+ "package": _*)
    assert(result.exit == 0, result)
    target.resolve("page-views.jar")
  }

  test("a job and a sink from another jar are listed, run on both engines, and compared") {
    assume(!isSpark4, "the application is one of Spark 3.5")
    TempFolder.use { folder =>
      val app = built(folder)
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

  test("--app of a file that is not there is said") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "jobs", "--app", "/no/such.jar")
      assert(result.exit == 2 && result.err.contains("--app /no/such.jar: there is no such file"), result)
    }
  }
}
