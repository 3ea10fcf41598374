package io.twinstream.ends.files

import java.nio.file.{Files, Path}
import org.apache.hadoop.fs.{Path => HadoopPath}
import org.apache.parquet.example.data.Group
import org.apache.parquet.hadoop.ParquetReader
import org.apache.parquet.hadoop.example.GroupReadSupport
import scala.collection.JavaConverters._

/** Parquet files as Parquet's own reader gives them. */
object ParquetFiles {

  /** The rows of all files that a reader of a folder sees; a column without a value is not there. */
  def rows(folder: Path): Seq[Map[String, String]] =
    if (!Files.isDirectory(folder)) Nil
    else {
      val list = Files.list(folder)
      val files =
        try list.iterator.asScala.filter(_.toString.endsWith(".parquet")).toList
        finally list.close()
      files.sorted.flatMap(of)
    }

  private def of(file: Path): Seq[Map[String, String]] = {
    val reader = ParquetReader.builder(new GroupReadSupport, new HadoopPath(file.toUri)).build()
    try Iterator.continually(reader.read()).takeWhile(_ != null).map(row).toList
    finally reader.close()
  }

  private def row(group: Group): Map[String, String] =
    group.getType.getFields.asScala
      .map(_.getName)
      .filter(group.getFieldRepetitionCount(_) > 0)
      .map(name => name -> group.getValueToString(group.getType.getFieldIndex(name), 0))
      .toMap
}
