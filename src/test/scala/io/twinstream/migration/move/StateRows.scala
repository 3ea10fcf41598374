package io.twinstream.migration.move

import io.twinstream.migration.inspect.{DStreamCheckpoint, FieldChoice}
import java.nio.file.{Files, Paths}
import scala.collection.JavaConverters._

/** What is read of a checkpointed state, without Spark. */
object StateRows {

  /** The keys with their states, of all parts. */
  def of(checkpoint: DStreamCheckpoint, path: String): Seq[java.util.Map[String, AnyRef]] = {
    val reader = PartReader.of(checkpoint, FieldChoice.ALL)
    val parts = Files.list(Paths.get(path))
    try
      parts.iterator.asScala
        .filter(_.getFileName.toString.startsWith("part-"))
        .toList
        .flatMap(part => reader.read(() => Files.newInputStream(part)).asScala)
    finally parts.close()
  }
}
