package io.twinstream.migration.scan

import java.io.{File, StringWriter}
import java.net.URI
import java.nio.file.Path
import javax.tools.{JavaFileObject, SimpleJavaFileObject, ToolProvider}

import scala.jdk.CollectionConverters._

/** Compiles Java sources of a test. */
object Compiler {

  /** Compiles one file of classes into that directory; returns the directory. */
  def compile(source: String, into: Path): Path = compile(source, into, "-g")

  /** Compiles with the classes of a library on the class path. */
  def compile(source: String, into: Path, library: Path): Path =
    compile(source, into, "-g", library.toString + File.pathSeparator)

  /** Compiles with that option for debug information. */
  def compile(source: String, into: Path, debug: String, before: String = ""): Path = {
    val name = "(?:class|interface) (\\w+)".r.findFirstMatchIn(source).get.group(1)
    val file = new SimpleJavaFileObject(URI.create(s"string:///$name.java"), JavaFileObject.Kind.SOURCE) {
      override def getCharContent(ignoreEncodingErrors: Boolean): CharSequence = source
    }
    val messages = new StringWriter
    val options =
      Seq(
        "-d",
        into.toString,
        "-cp",
        before + System.getProperty("java.class.path"),
        "-nowarn",
        debug,
        "-proc:none"
      )
    val isDone = ToolProvider.getSystemJavaCompiler
      .getTask(messages, null, null, options.asJava, null, Seq(file).asJava)
      .call()
    assert(isDone, messages)
    into
  }
}
