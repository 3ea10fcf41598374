package io.twinstream.endtoend

import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.locks.LockSupport
import scala.util.{Success, Try}

/** `running-word-count` with its input, its checkpoint and its rows on HDFS, and how often each word was fed.
  *
  * @param random
  *   for the moment of a kill
  */
final class WordsOnHdfs(hdfs: Hdfs, folder: Path, random: Random) {
  private val limit = 240L
  private var fed = Map.empty[String, Long]
  private var number = 0

  def feed(): Unit = {
    number += 1
    val words = (0 until 5).map(k => s"w${(number + k) % 7}")
    hdfs.moveIn("/in", words)
    fed = words.foldLeft(fed)((known, word) => known.updated(word, known.getOrElse(word, 0L) + 1))
  }

  /** Of the job. */
  def options(engine: String, checkpoint: String): Seq[String] =
    Seq("--batch-interval", "1s", "--source", s"files:${hdfs.address}/in") ++
      Seq("--checkpoint", hdfs.address + checkpoint, "--sink", s"json:${hdfs.address}/rows-$engine")

  def start(engine: String, checkpoint: String, more: String*): Bin.Running = {
    val command =
      Seq("bin/twinstream", "run", "running-word-count", "--engine", engine, "--master", "local[2]")
    Bin.start(folder, command ++ options(engine, checkpoint) ++ more)
  }

  /** The newest total of each word: they only grow. A listing meets files that are just moved. */
  def totals(engine: String): Map[String, Long] =
    Iterator
      .continually(Try(Rows.in(hdfs.copied(s"/rows-$engine", folder))))
      .take(20)
      .collectFirst { case Success(rows) => rows }
      .get
      .groupBy(_.get("word").asText)
      .map { case (word, rows) => word -> rows.map(_.get("count").asLong).max }

  def counted(running: Bin.Running, engine: String): Unit = {
    Bin.eventually(running, limit)(isExact(engine))
    LockSupport.parkNanos(MILLISECONDS.toNanos(1500))
    assert(isExact(engine))
  }

  def isExact(engine: String): Boolean = totals(engine) == fed

  def killSometime(running: Bin.Running, engine: String): Unit = {
    val before = totals(engine).values.sum
    feed()
    Bin.eventually(running, limit)(totals(engine).values.sum > before)
    feed()
    LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(3000).toLong))
    running.killNow()
    running.await()
    feed()
  }

  def stopped(running: Bin.Running): Unit = {
    running.signal("TERM")
    val ended = running.await()
    assert(ended.exit == 0, ended)
  }

  def told: String = s"${fed.values.sum} words in $number files"
}
