package io.twinstream.migration.move.data

import io.twinstream.TwinSession
import io.twinstream.migration.move.{SavepointFolder, StateFiles}
import io.twinstream.savepoint.{Cut, OffsetRange, PartitionOffset, Savepoint, SourcePosition, TopicPartition}
import java.nio.file.Path
import java.util.{TreeMap, TreeSet}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.{DataFrame, SparkSession}
import scala.collection.JavaConverters._

/** Savepoints for tests: any states, and offsets of topic `orders`. */
object MadeSavepoint {
  val hadoop = new Configuration

  lazy val session: SparkSession = TwinSession.session

  /** The only state of running-word-count: word to total. */
  def words(out: Path, totals: (String, Long)*): Path =
    of(out, Map("updateStateByKey-2" -> rows(totals: _*)))

  def rows(totals: (String, Long)*): DataFrame = {
    import session.implicits._
    totals.toDF("key", "total").selectExpr("key", "named_struct('total', total) AS state")
  }

  /** The same of a recording, which has no offsets. */
  def wordsOfRecording(out: Path, totals: (String, Long)*): Path =
    of(out, Map("updateStateByKey-2" -> rows(totals: _*)), Map.empty, "recording")

  def of(
      out: Path,
      states: Map[String, DataFrame],
      offsets: Map[Int, Long] = Map(0 -> 118L, 1 -> 7L),
      kind: String = "kafka"
  ): Path = {
    SavepointFolder.write(
      out.toString,
      hadoop,
      folder => {
        val copies =
          for ((name, rows) <- states.toSeq.sortBy(_._1))
            yield StateFiles.copy(name, rows, s"$folder/state/$name")
        new Savepoint(
          Savepoint.VERSION,
          "running-word-count",
          "dstream",
          "3.5.3",
          "/checkpoint",
          1795202280000L,
          1000,
          0,
          1795202280000L,
          new Cut(1795202280000L, 1795202280000L, 0, List("newest").asJava, List.empty[String].asJava),
          List(source(kind, offsets)).asJava,
          copies.asJava
        )
      }
    )
    out
  }

  private def source(kind: String, offsets: Map[Int, Long]): SourcePosition = {
    val at = offsets.toSeq.sorted
    new SourcePosition(
      0,
      kind,
      new TreeMap[String, String](Map("offset" -> "{}").asJava),
      at.map { case (p, offset) => new PartitionOffset(new TopicPartition("orders", p), offset) }.asJava,
      at.take(1)
        .map { case (p, from) => new OffsetRange(new TopicPartition("orders", p), from, from + 2) }
        .asJava,
      new TreeSet[String],
      0,
      new TreeSet[String]
    )
  }
}
