package io.twinstream

import java.nio.file.Path
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.streaming.Trigger

/** A query with a state, as small as can be: how often each line has stood in the files of a folder. */
object CountingQuery {

  /** Counts the files that are new since its checkpoint, and ends. */
  def run(session: SparkSession, in: Path, checkpoint: Path): Unit =
    session.readStream
      .text(in.toString)
      .groupBy("value")
      .count()
      .writeStream
      .format("noop")
      .outputMode("update")
      .option("checkpointLocation", checkpoint.toString)
      .trigger(Trigger.AvailableNow)
      .start()
      .awaitTermination()
}
