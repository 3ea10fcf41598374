package io.twinstream.endtoend

import java.io.IOException
import java.nio.file.{Files, Path}
import org.scalatest.Assertions.assume

/** A disk that is full when it should be: a small tmpfs, which only root may mount. */
object SmallDisk {

  private def mount(arguments: String*): Boolean =
    try new ProcessBuilder(arguments: _*).inheritIO().start().waitFor() == 0
    catch { case _: IOException => false }

  /** A disk of that size in the folder; the test is cancelled where none can be mounted. */
  def use(folder: Path, megabytes: Int)(body: Path => Unit): Unit = {
    val disk = Files.createDirectory(folder.resolve("disk"))
    val isMounted = System.getProperty("user.name") == "root" &&
      mount("mount", "-t", "tmpfs", "-o", s"size=${megabytes}m", "tmpfs", disk.toString)
    assume(isMounted, "a tmpfs cannot be mounted here: be root, with CAP_SYS_ADMIN")
    try body(disk)
    finally {
      mount("umount", "--lazy", disk.toString)
      ()
    }
  }

  /** Lets nothing more be written to it. */
  def makeReadOnly(disk: Path): Unit =
    assert(mount("mount", "-o", "remount,ro", disk.toString))

  /** Fills the disk to its last page; returns the file that does. */
  def fill(disk: Path): Path = {
    val file = disk.resolve("filler")
    val out = Files.newOutputStream(file)
    try {
      val page = new Array[Byte](4096)
      while (true) out.write(page)
    } catch { case _: IOException => () }
    finally
      try out.close()
      catch { case _: IOException => () }
    file
  }
}
