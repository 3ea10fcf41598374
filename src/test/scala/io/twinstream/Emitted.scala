package io.twinstream

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.api.Engine
import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._

/** The rows that a comparison left in its folder. */
object Emitted {
  private val json = new ObjectMapper

  def of(folder: Path, engine: Engine): Seq[JsonNode] =
    Files.readAllLines(folder.resolve(s"${engine.label}.jsonl")).asScala.map(json.readTree).toSeq

  /** Rows as (batch time, word, count). */
  def counts(folder: Path, engine: Engine): Set[(Long, String, Long)] =
    of(folder, engine)
      .map(row => (row.get("batch").asLong, row.get("word").asText, row.get("count").asLong))
      .toSet
}
