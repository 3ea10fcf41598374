package io.twinstream.savepoint

import io.twinstream.{TempFolder, TwinSession}
import java.nio.file.{Files, Path}
import java.util.Collections
import org.apache.spark.api.java.function.VoidFunction2
import org.apache.spark.sql.{DataFrame, Dataset, Row}
import org.apache.spark.sql.streaming.{StreamingQueryException, Trigger}
import scala.collection.JavaConverters._

/** A folder with savepoints, files of input, and the checkpoint of a query. */
final class SeedGround(folder: Path, scheme: String = "") {
  private lazy val session = TwinSession.session
  private val in = Files.createDirectory(folder.resolve("in"))
  private var files = 0
  private var allRows = Seq.empty[(Long, Row)]

  /** The checkpoint of the query. */
  val checkpoint: Path = folder.resolve("checkpoint")

  /** The rows of all runs, those that failed too. */
  def written: Seq[(Long, Row)] = allRows

  /** Writes a savepoint of states, each of which has its rows as SQL. */
  def savepoint(name: String, states: (String, String)*): OpenSavepoint = {
    val place = folder.resolve(name)
    val copies = for ((state, sql) <- states) yield {
      val rows = session.sql(sql).coalesce(1)
      rows.write.parquet(place.resolve(s"state/$state").toString)
      val sums = RowSums.of(rows)
      new StateCopy(state, sums.rows, sums.checksum, rows.schema.toDDL)
    }
    val cut = new Cut(7, 7, 0, Collections.emptyList[String], Collections.emptyList[String])
    val content = new Savepoint(
      Savepoint.VERSION,
      null,
      "dstream",
      null,
      name,
      1,
      1000,
      0,
      0,
      cut,
      Collections.emptyList[SourcePosition],
      copies.asJava
    )
    Savepoints.write(content, place.toString, session.sparkContext.hadoopConfiguration)
    open(name)
  }

  def open(name: String): OpenSavepoint = Savepoints.read(session, folder.resolve(name).toString)

  def path(name: String): Path = folder.resolve(name)

  /** Adds a file of lines: one micro-batch. */
  def add(lines: String*): Unit = {
    files += 1
    val file = TempFolder.write(in.resolve(f"$files%03d"), lines.mkString("", "\n", "\n"))
    // The source takes the oldest first.
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1000L * files))
    ()
  }

  def lines: DataFrame = session.readStream.option("maxFilesPerTrigger", 1L).text(in.toString)

  /** Runs a query over the files that its checkpoint has not seen; returns its rows by micro-batch.
    *
    * @param first
    *   is done before a micro-batch is taken
    */
  def run(query: DataFrame, mode: String = "update", first: Long => Unit = _ => ()): Seq[(Long, Row)] = {
    val before = allRows.size
    val running = query.writeStream
      .outputMode(mode)
      .foreachBatch(new VoidFunction2[Dataset[Row], java.lang.Long] {
        override def call(rows: Dataset[Row], batch: java.lang.Long): Unit = {
          first(batch)
          allRows ++= rows.collect().map(batch.longValue -> _)
        }
      })
      .option("checkpointLocation", s"$scheme$checkpoint")
      .trigger(Trigger.AvailableNow)
      .start()
    try running.awaitTermination()
    finally running.stop()
    allRows.drop(before)
  }

  /** What a query that fails says, with its causes. */
  def failure(query: => DataFrame, mode: String = "update", first: Long => Unit = _ => ()): String =
    try {
      val rows = run(query, mode, first)
      s"no failure but $rows"
    } catch {
      case e: StreamingQueryException =>
        Iterator.iterate[Throwable](e)(_.getCause).takeWhile(_ != null).mkString("\n")
    }

  def committed: Int =
    Option(checkpoint.resolve("commits").toFile.list).toSeq.flatten.count(_.forall(_.isDigit))
}
