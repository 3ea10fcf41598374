package io.twinstream.ends

import org.apache.spark.sql.connector.read.InputPartition

/** The lines of partitions that a stream of the driver has planned. */
object PlannedLines {
  def of(partitions: Array[InputPartition]): Seq[String] =
    partitions.toSeq.flatMap(_.asInstanceOf[LineBatch].lines.toSeq)
}
