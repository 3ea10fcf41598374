package io.twinstream.cli

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import java.io.IOException
import java.nio.file.{AccessDeniedException, FileSystemException}
import org.apache.hadoop.fs.FSError
import org.scalatest.funsuite.AnyFunSuite
import picocli.CommandLine
import picocli.CommandLine.Command
import java.io.{PrintWriter, StringWriter}

/** What becomes of a failure that no place foresaw. */
@RuleTier
class FailuresSuite extends AnyFunSuite {

  @Command(name = "fails")
  private final class Fails(failure: () => Throwable) extends java.util.concurrent.Callable[Integer] {
    override def call(): Integer = throw failure()
  }

  private def run(failure: => Throwable, args: String*): (Int, String) = {
    val err = new StringWriter
    val line = Commands.of(new Fails(() => failure)).setErr(new PrintWriter(err))
    (Commands.execute(line, args: _*), err.toString)
  }

  /** Hadoop makes it; its constructor is not for others. */
  private def fsError(cause: Throwable): Throwable = {
    val made = classOf[FSError].getDeclaredConstructor(classOf[Throwable])
    made.setAccessible(true)
    made.newInstance(cause)
  }

  private val noSpace = new IOException("No space left on device")
  private val cases = Seq[(String, () => Throwable, Int, String)](
    (
      "a full disk under Hadoop's local files, which is an Error",
      () => fsError(noSpace),
      3,
      "a file cannot be read or written: No space left on device"
    ),
    (
      "a full disk",
      () => new RuntimeException(noSpace),
      3,
      "a file cannot be read or written: No space left on device"
    ),
    ("no right", () => new AccessDeniedException("/x"), 3, "/x: permission denied"),
    (
      "a reason of the system",
      () => new FileSystemException("/x", null, "Read-only file system"),
      3,
      "/x: Read-only file system"
    ),
    (
      "too little memory",
      () => new OutOfMemoryError("Java heap space"),
      3,
      "out of memory (Java heap space): give it more"
    ),
    ("a user's error below others", () => new RuntimeException(UserError.usage("write 1")), 2, "write 1"),
    (
      "an initializer",
      () => new ExceptionInInitializerError(new IllegalStateException("why")),
      3,
      "java.lang.IllegalStateException: why"
    ),
    ("an Error", () => new StackOverflowError, 3, "java.lang.StackOverflowError")
  )

  for ((name, failure, exit, said) <- cases)
    test(s"$name is a line and exit $exit") {
      val (code, err) = run(failure())
      assert(code == exit && err.startsWith(s"twinstream: $said") && !err.contains("\tat "), err)
    }
}
