package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._

/** JSON lines that commands wrote. */
object Rows {
  private val json = new ObjectMapper

  def of(file: Path): Seq[JsonNode] = Files.readAllLines(file).asScala.map(json.readTree).toSeq

  /** A file that holds one document. */
  def read(file: Path): JsonNode = json.readTree(file.toFile)

  /** The rows of a `json:` sink; none while the folder is not there. */
  def in(folder: Path): Seq[JsonNode] =
    if (!Files.isDirectory(folder)) Seq.empty
    else {
      val files = Files.list(folder)
      try files.iterator.asScala.filter(_.toString.endsWith(".json")).toList.flatMap(of)
      finally files.close()
    }

  /** Word to count, over all batches. */
  def totals(rows: Seq[JsonNode]): Map[String, Long] =
    rows.groupBy(_.get("word").asText).map { case (word, each) =>
      (word, each.map(_.get("count").asLong).sum)
    }
}
