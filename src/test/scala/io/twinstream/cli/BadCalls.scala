package io.twinstream.cli

import io.twinstream.TempFolder
import java.io.{PrintWriter, StringWriter}
import java.nio.file.{Files, Path}
import java.util.Comparator
import scala.collection.JavaConverters._
import scala.io.Source

/** The table of calls that are wrong in themselves, `bad-calls.txt`: all end before Spark is started. */
object BadCalls {

  /** @param message
    *   what is in the line that says what is wrong
    */
  final case class Call(exit: Int, words: String, message: String) {
    def args: Seq[String] = words.split(' ').toSeq.filter(_.nonEmpty).map(BadCalls.inPlace)
    def said: String = BadCalls.inPlace(message)
  }

  private val row = "(\\d) (.*?) *=> (.+)".r

  val all: Seq[Call] = {
    val in = Source.fromInputStream(getClass.getResourceAsStream("bad-calls.txt"), "UTF-8")
    try
      in.getLines()
        .filterNot(line => line.isEmpty || line.startsWith("#"))
        .map { case row(exit, words, message) => Call(exit.toInt, words, message) }
        .toList
    finally in.close()
  }

  /** What the calls of the table are about: `$D`. */
  lazy val folder: Path = {
    val made = TempFolder.untilExit()
    Files.createDirectories(made.resolve("full/x"))
    Files.createDirectory(made.resolve("empty"))
    TempFolder.write(made.resolve("full/x/y"), "x")
    TempFolder.write(made.resolve("file.txt"), "hello\n")
    TempFolder.write(made.resolve("ok.recording"), "0\ta\n")
    TempFolder.write(made.resolve("back.recording"), "0\ta\n5\tb\n3\tc\n")
    TempFolder.write(made.resolve("bad.jar"), "PK\u0003\u0004garbage")
    TempFolder.write(made.resolve("bad.properties"), "key=\\u00zz\n")
    made
  }

  /** Every file and folder there, with its size. */
  def inFolder(): Set[(String, Long)] = {
    val all = Files.walk(folder)
    try
      all
        .sorted(Comparator.naturalOrder[Path]())
        .iterator
        .asScala
        .map(each => (each.toString, if (Files.isRegularFile(each)) Files.size(each) else -1L))
        .toSet
    finally all.close()
  }

  private def inPlace(text: String): String = text.replace("$D", folder.toString)

  /** Returns the exit code, standard output and standard error. */
  def run(args: String*): (Int, String, String) = {
    val out = new StringWriter
    val err = new StringWriter
    val main =
      Main.commandLine(Main.meantBy(args: _*)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
    (Commands.execute(main, args: _*), out.toString, err.toString)
  }
}
