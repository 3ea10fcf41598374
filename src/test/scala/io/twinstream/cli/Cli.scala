package io.twinstream.cli

import java.io.{PrintWriter, StringWriter}

/** The command line, run within the test. */
object Cli {

  /** Returns the exit code and what was printed, results and messages together. */
  def run(args: String*): (Int, String) = {
    val out = new StringWriter
    val writer = new PrintWriter(out)
    val main = Main.commandLine().setOut(writer).setErr(writer)
    (Commands.execute(main, args: _*), out.toString)
  }
}
