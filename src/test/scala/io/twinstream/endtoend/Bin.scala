package io.twinstream.endtoend

import io.twinstream.ends.Loopback
import java.io.IOException
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.TimeUnit
import scala.collection.JavaConverters._

/** The project's scripts as real processes. */
object Bin {
  val home: Path = Paths.get(sys.env.getOrElse("TWINSTREAM_HOME", ".")).toAbsolutePath.normalize

  private val limitSeconds = 240L

  final case class Result(exit: Int, out: String, err: String) {
    override def toString: String = s"exit $exit\n--- out\n$out\n--- err\n$err"
  }

  /** A process that was started; what it prints is in files. */
  final class Running(process: Process, folder: Path) {

    /** Sends a signal to the JVM, as Ctrl-C or an init system does; the scripts replace themselves by it. */
    def signal(name: String): Unit = {
      val kill = new ProcessBuilder("kill", s"-$name", process.pid.toString).inheritIO.start()
      assert(kill.waitFor() == 0)
    }

    def err: String = new String(Files.readAllBytes(folder.resolve("err")), UTF_8)

    def out: String = new String(Files.readAllBytes(folder.resolve("out")), UTF_8)

    /** The processes that it has started, and those that they have. */
    def descendants: Seq[ProcessHandle] = process.descendants.iterator.asScala.toList

    def pid: Long = process.pid

    def isAlive: Boolean = process.isAlive

    /** The most memory that the process has held so far, as Linux tells it. */
    def peakMemory: Option[String] = {
      val status = Paths.get(s"/proc/${process.pid}/status")
      try
        Files.readAllLines(status).asScala.collectFirst {
          case line if line.startsWith("VmHWM:") => line.drop(6).trim
        }
      catch { case _: IOException => None }
    }

    /** How long processors have worked for the process so far, in seconds. */
    def processorSeconds: Option[Double] =
      Option(process.info.totalCpuDuration.orElse(null)).map(_.toMillis / 1000.0)

    /** Waits for the end; a process that takes too long is killed, and the test fails with what it said. */
    def await(limitSeconds: Long = Bin.limitSeconds): Result = {
      val ended = process.waitFor(limitSeconds, TimeUnit.SECONDS)
      if (!ended) {
        kill()
      }
      val result = Result(if (ended) process.exitValue else -1, out, err)
      assert(ended, s"still running after $limitSeconds s: $result")
      result
    }

    /** SIGKILL, at once. */
    def killNow(): Unit = {
      process.destroyForcibly()
      ()
    }

    def kill(): Unit = {
      descendants.foreach(_.destroyForcibly())
      process.destroyForcibly()
      ()
    }
  }

  /** Starts a program; relative names are those of the project. */
  def start(
      folder: Path,
      command: Seq[String],
      env: Map[String, String] = Map.empty,
      in: Path = home
  ): Running = {
    val output = Files.createTempDirectory(folder, "process")
    val first = if (command.head.startsWith("bin/")) home.resolve(command.head).toString else command.head
    val builder = new ProcessBuilder((first +: command.tail).asJava)
      .directory(in.toFile)
      .redirectInput(Paths.get("/dev/null").toFile)
      .redirectOutput(output.resolve("out").toFile)
      .redirectError(output.resolve("err").toFile)
    env.foreach { case (name, value) =>
      if (value.isEmpty) builder.environment.remove(name) else builder.environment.put(name, value)
    }
    new Running(builder.start(), output)
  }

  def run(folder: Path, command: String*): Result = start(folder, command).await()

  /** A port that nobody listens on. */
  def freePort(): Int = Loopback.free(0)

  /** Waits until the condition holds; when that takes too long or the process ends, fails with what it said.
    */
  def eventually(running: Running, seconds: Long = limitSeconds)(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(seconds)
    while (!condition) {
      assert(System.nanoTime < deadline && running.isAlive, running.err)
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
    }
  }

  /** The words of a file and how often each stands there, counted by the programs every Unix has. */
  def independentCount(file: Path): Map[String, Long] = {
    val script = "tr -s '[:space:]' '\\n' < \"$1\" | sort | uniq -c | sed 's/^ *//'"
    val process = new ProcessBuilder("bash", "-c", script, "count", file.toString)
    process.environment.put("LC_ALL", "C")
    val bytes = process.start().getInputStream.readAllBytes
    new String(bytes, UTF_8)
      .split("\n")
      .toSeq
      .map(_.split(" ", 2))
      .collect { case Array(count, word) if word.nonEmpty => (word, count.toLong) }
      .toMap
  }
}
