package io.twinstream.migration.scan

import java.io.StringWriter
import java.nio.file.Path
import java.util.regex.Matcher
import javax.tools.ToolProvider
import org.scalatest.Assertions._
import scala.jdk.CollectionConverters._

/** Ports that `scan --port` begins, filled in and compiled. */
object PortSources {
  val classPath: String = System.getProperty("java.class.path")

  def begin(paths: Seq[Path], into: Path): Seq[Path] =
    Scanner
      .scan(paths.map(_.toString).asJava, (_, _) => ())
      .writePort(into)
      .asScala
      .map(into.resolve(_))
      .toSeq

  def of(files: Seq[Path], ending: String): Seq[Path] =
    files.filter(file => file.toString.endsWith(ending) && !file.toString.contains("src/test"))

  def compileJava(files: Seq[Path], out: Path): Unit = {
    val compiler = ToolProvider.getSystemJavaCompiler
    val manager = compiler.getStandardFileManager(null, null, null)
    val messages = new StringWriter
    val options =
      Seq("-d", out.toString, "-cp", classPath, "-proc:none", "-Xlint:all,-path,-classfile", "-Werror")
    val units = manager.getJavaFileObjects(files: _*)
    assert(compiler.getTask(messages, manager, null, options.asJava, null, units).call(), messages)
    ()
  }

  /** Returns a source with these steps' TODOs replaced by what they return. */
  def filled(source: String, bodies: (Int, String)*): String =
    bodies.foldLeft(source) { case (text, (step, body)) =>
      val todo = s"(?s)(Dataset<Row> step$step\\(Dataset<Row> \\w+\\) \\{\n)    throw todo\\(.*?\\);\n"
      val changed =
        text.replaceFirst(todo, "$1" + Matcher.quoteReplacement(s"    return $body;\n"))
      assert(changed != text, s"step $step")
      changed
    }
}
