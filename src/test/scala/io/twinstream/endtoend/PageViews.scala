package io.twinstream.endtoend

import io.twinstream.TempFolder
import java.nio.file.{Files, Path, Paths}
import scala.collection.JavaConverters._

/** The application of others in `src/test/projects/page-views`, built once with its own pom against the plain
  * jar.
  */
object PageViews {
  lazy val jar: Path = {
    val folder = TempFolder.untilExit()
    val target = folder.resolve("target")
    val maven = Seq("mvn", "-B", "-ntp", "-q", s"-Dmaven.repo.local=${repository(folder)}") ++
      Seq(s"-Dbuild.target=$target", "-f", Bin.home.resolve("src/test/projects/page-views/pom.xml").toString)
    val result = Bin.run(folder, maven :+ "package": _*)
    assert(result.exit == 0, result)
    target.resolve("page-views.jar")
  }

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
}
