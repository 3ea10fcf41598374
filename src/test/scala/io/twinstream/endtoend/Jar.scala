package io.twinstream.endtoend

import io.twinstream.migration.scan.Compiler
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.zip.{ZipEntry, ZipFile, ZipOutputStream}
import scala.collection.JavaConverters._

/** The project's jar, and copies of it with other code. */
object Jar {
  private val script = "source bin/common.sh; find_java; spark_submit --class io.twinstream.cli.Main \"$@\""

  /** The application jar that was built. */
  def built: Path = target.resolve("twinstream-app.jar")

  /** The jar that others build on: our classes alone. */
  def plain: Path = target.resolve("twinstream.jar")

  /** The version of the library that a class is in, by its place in Maven's repository. */
  def versionOf(of: Class[_]): String =
    Paths.get(of.getProtectionDomain.getCodeSource.getLocation.toURI).getParent.getFileName.toString

  private def target: Path =
    Bin.home.resolve(if (sys.props("java.class.path").contains("spark-4")) "target/spark-4" else "target")

  /** The command of `bin/twinstream`, run by that jar. */
  def command(jar: Path, arguments: String*): Seq[String] =
    Seq("bash", "-c", script, "submit", jar.toString) ++ arguments

  /** Returns a copy of the jar in which one source file of running-word-count has another text. */
  def changed(folder: Path, original: Path, name: String, from: String, to: String): Path = {
    val file = s"io/twinstream/jobs/runningwordcount/$name"
    val source = new String(Files.readAllBytes(Bin.home.resolve(s"src/main/java/$file.java")), UTF_8)
    assert(source.contains(from))
    val classes = Files.createTempDirectory(folder, "classes")
    Compiler.compile(source.replace(from, to), classes)
    val copy = Files.createTempFile(folder, "changed", ".jar")
    // The compiler may make classes of other sources too, which are packaged beside their classes.
    val ofFile = file + "(\\$.*)?\\.class"
    val zip = new ZipFile(original.toFile)
    val out = new ZipOutputStream(Files.newOutputStream(copy))
    try {
      for (entry <- zip.entries.asScala if !entry.getName.matches(ofFile)) {
        out.putNextEntry(new ZipEntry(entry.getName))
        zip.getInputStream(entry).transferTo(out)
      }
      for {
        each <- Files.walk(classes).iterator.asScala
        name = classes.relativize(each).toString
        if name.matches(ofFile)
      } {
        out.putNextEntry(new ZipEntry(name))
        Files.copy(each, out)
      }
    } finally {
      out.close()
      zip.close()
    }
    copy
  }
}
