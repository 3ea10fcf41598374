package io.twinstream.endtoend

import java.io.{IOException, UncheckedIOException}
import java.nio.file.StandardWatchEventKinds.{ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY}
import java.nio.file.{ClosedWatchServiceException, Files, Path, WatchKey}
import java.util.concurrent.CountDownLatch
import scala.collection.JavaConverters._

/** Does something at the n-th file event below a folder: a file or folder made, changed, renamed or deleted.
  * A renamed one is two events. So it falls between two lines of the program that writes there.
  */
final class FileEvents(root: Path, n: Int)(body: => Unit) extends AutoCloseable {
  private val watcher = root.getFileSystem.newWatchService()
  private val reached = new CountDownLatch(1)
  @volatile private var seen = 0
  private var folders = Map.empty[WatchKey, Path]

  watch(root)
  private val thread = new Thread(() => follow(), "file events")
  thread.setDaemon(true)
  thread.start()

  def hasHappened: Boolean = reached.getCount == 0

  override def close(): Unit = {
    watcher.close()
    thread.join()
  }

  private def follow(): Unit =
    try
      while (!hasHappened) {
        val key = watcher.take()
        val folder = folders(key)
        for (event <- key.pollEvents().asScala if !hasHappened) {
          seen += 1
          if (seen >= n) {
            body
            reached.countDown()
          }
          if (event.kind == ENTRY_CREATE) watch(folder.resolve(event.context.toString))
        }
        key.reset()
      }
    catch { case _: ClosedWatchServiceException => () }

  /** With what is in it already: it came before this was watched. */
  private def watch(path: Path): Unit =
    if (Files.isDirectory(path)) {
      try {
        folders += path.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE) -> path
        val inside = Files.list(path)
        try inside.iterator.asScala.foreach(watch)
        finally inside.close()
      } catch {
        case _: IOException | _: UncheckedIOException => () // gone again
      }
    }
}
