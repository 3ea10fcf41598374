package io.twinstream.ends

import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.BatchRows
import io.twinstream.api.RowFormat
import io.twinstream.jobs.wordcount.CountedWord
import java.util.{List => JList}
import scala.collection.JavaConverters._

/** Rows for sinks that are driven without an engine. */
object WordRows {
  val format: RowFormat = new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns)

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
