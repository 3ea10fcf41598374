package io.twinstream.migration.compare.follow

import io.twinstream.migration.compare.rows.{Layout, LiveRow, Side}
import java.nio.file.Path
import java.time.Duration
import java.util.OptionalLong
import scala.collection.JavaConverters._

/** The rows of two sides on a real store, in virtual time: a tick is a second. */
final class FollowedRows(folder: Path, layout: Layout, settleTicks: Int = 1, groups: Side => Long = _ => -1)
    extends AutoCloseable {
  private var store = Store.open(folder)
  private var books: Books = _
  private var settling: Settling = _
  private var rows: Rows = _
  private var now = 0L
  load()

  private def load(): Unit = {
    books = Books.load(store)
    settling = new Settling(layout, Duration.ofSeconds(settleTicks.toLong), books, side => groups(side))
    rows = new Rows(store, layout, books, settling)
  }

  /** What a kill and a new start leave: what is on disk. */
  def restart(): Unit = {
    store.close()
    store = Store.open(folder)
    load()
  }

  def row(id: String, n: Any, at: Long = 0): LiveRow =
    new LiveRow(at, 0, 0, 1, false, Array(id), Array(String.valueOf(n)))

  def deletion(id: String, at: Long = 0): LiveRow =
    new LiveRow(at, 0, 0, 0, true, Array(id), Array[String](null))

  def begin(): Unit = {
    now += 1000
    books.begin(now)
  }

  def take(side: Side, some: Seq[LiveRow], isIncremental: Boolean = true, isSeen: Boolean = false): Unit =
    if (some.nonEmpty) rows.take(side, some.asJava, now, isIncremental, isSeen, _ => ())

  def removeUnseen(side: Side): Unit = rows.removeUnseen(side, OptionalLong.empty, now)

  def count(side: Side): Long = rows.count(side, OptionalLong.empty)

  def end(): Unit = {
    settling.end(now)
    rows.judge(now)
    rows.save()
  }

  /** Both sides write, and are read. */
  def tick(left: Seq[LiveRow] = Nil, right: Seq[LiveRow] = Nil): Unit = {
    begin()
    take(Side.LEFT, left)
    take(Side.RIGHT, right)
    end()
  }

  def tickNumber: Long = now

  def matched: Long = books.count(Status.MATCHED)

  def open: Long = books.count(Status.OPEN)

  def leftOut: Long = books.count(Status.LEFT_OUT)

  def healed: Long = books.healed

  def different: Map[String, String] = rows
    .first(Store.Table.DIFFERENT, 1000)
    .asScala
    .map(shown => shown.id.key.mkString -> shown.entry.kind.name)
    .toMap

  def differentCount: Long = books.count(Status.DIFFERENT)

  override def close(): Unit = store.close()
}
