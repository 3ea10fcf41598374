package io.twinstream.sink

import io.twinstream.jobs.Jobs
import io.twinstream.jobs.wordcount.CountedWord
import java.util.{List => JList}
import scala.collection.JavaConverters._

/** Rows for sinks that are driven without an engine. */
object WordRows {
  val format: RowFormat = new RowFormat(Jobs.WORD_COUNT.keyColumns, Jobs.WORD_COUNT.valueColumns)

  def words(counts: (String, Long)*): BatchRows[CountedWord] =
    BatchRows.of(counts.map { case (word, count) => new CountedWord(word, count) }.asJava)

  /** The same, each sequence a partition. */
  def parts(partitions: Seq[(String, Long)]*): BatchRows[CountedWord] = new BatchRows[CountedWord] {
    override def map[M](function: BatchRows.PartitionFunction[CountedWord, M]): JList[M] =
      partitions.zipWithIndex.map { case (rows, part) =>
        val each = rows.map { case (word, count) => new CountedWord(word, count) }
        function.apply(each.iterator.asJava, new BatchRows.Task(part, 100L + part))
      }.asJava
  }
}
