package io.twinstream

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.Comparator

/** Folders and files that are gone after the test. */
object TempFolder {

  def use[A](body: Path => A): A = {
    val folder = Files.createTempDirectory("twinstream-test")
    try body(folder)
    finally delete(folder)
  }

  /** A folder that is gone when the JVM ends. */
  def untilExit(): Path = {
    val folder = Files.createTempDirectory("twinstream-test")
    sys.addShutdownHook(delete(folder))
    folder
  }

  def delete(folder: Path): Unit = {
    val all = Files.walk(folder)
    try all.sorted(Comparator.reverseOrder[Path]()).forEach(p => { Files.deleteIfExists(p); () })
    finally all.close()
  }

  def write(file: Path, text: String): Path = Files.write(file, text.getBytes(UTF_8))
}
