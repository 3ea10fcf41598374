package io.twinstream.endtoend

import io.twinstream.TempFolder
import java.nio.file.{Files, Path, Paths}
import scala.collection.JavaConverters._

/** The applications of others in `src/examples`, built with their own poms against the plain jar. */
object PageViews {

  /** The jar of `own-job`, built once. */
  lazy val jar: Path = {
    val folder = TempFolder.untilExit()
    val built = maven(folder, "own-job", "-DskipTests", "package")
    assert(built.exit == 0, built)
    folder.resolve("target/page-views.jar")
  }

  /** Builds an example in a folder. */
  def maven(folder: Path, example: String, words: String*): Bin.Result = {
    val pom = Bin.home.resolve(s"src/examples/$example/pom.xml")
    mavenOf(folder, pom, folder.resolve("target"), words: _*)
  }

  /** Builds a project against the plain jar. */
  def mavenOf(folder: Path, pom: Path, target: Path, words: String*): Bin.Result = {
    val command = Seq("mvn", "-B", "-ntp", s"-Dmaven.repo.local=${repository(folder)}") ++
      Seq(s"-Dbuild.target=$target", "-f", pom.toString) ++ words
    Bin.run(folder, command: _*)
  }

  /** The repository that Maven has filled for this build. */
  def filledRepository: Path = {
    val library = Paths.get(classOf[picocli.CommandLine].getProtectionDomain.getCodeSource.getLocation.toURI)
    val filled = Iterator.iterate(library)(_.getParent).drop(5).next()
    assert(Files.isDirectory(filled.resolve("org/apache")))
    filled
  }

  /** That repository without twinstream, and with the jar of this build. */
  private def repository(folder: Path): Path = {
    val filled = filledRepository
    val own = folder.resolve("repository")
    if (Files.exists(own)) return own
    Files.createDirectories(own)
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
