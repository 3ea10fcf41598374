package io.twinstream.faults

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.local.servers.LocalPostgres
import io.twinstream.api.Sink
import java.nio.file.{Files, Path}
import java.sql.DriverManager
import scala.collection.JavaConverters._

/** Where the rows of a seed go, and how a user finds them there. */
abstract class SinkPlace(val kind: String) {

  /** What `--sink` says. */
  def spec(world: World): String

  /** Makes what is missing there. */
  def check(sink: Sink[CountedWord]): Unit = sink.check()

  /** The seams that it has of its own. */
  def seams: Seq[Seam]

  def rows(world: World): Seq[Written]
}

object SinkPlace {
  private val json = new ObjectMapper
  private val Name = "batch-(\\d+)-([^-.]+).*".r

  /** The files and folders of a folder that a user's `ls` shows. */
  def list(folder: Path): Seq[Path] =
    if (!Files.exists(folder)) Seq.empty
    else {
      val all = Files.list(folder)
      try all.iterator.asScala.toList.filterNot(_.getFileName.toString.startsWith("."))
      finally all.close()
    }

  sealed abstract class InFiles(kind: String) extends SinkPlace(kind) {
    override def spec(world: World): String = s"$kind:${FaultFs.uri(world.folder.resolve("sink"))}"
    override def seams: Seq[Seam] = Seam.ofSink

    override def rows(world: World): Seq[Written] = for {
      place <- list(world.folder.resolve("sink"))
      Name(batch, run) = place.getFileName.toString
      file <- filesOf(place)
      line <- Files.readAllLines(file).asScala
    } yield row(run, batch.toLong, line)

    protected def filesOf(place: Path): Seq[Path]
    protected def row(run: String, batch: Long, line: String): Written
  }

  object Json extends InFiles("json") {
    override protected def filesOf(place: Path): Seq[Path] = Seq(place)
    override protected def row(run: String, batch: Long, line: String): Written = {
      val row = json.readTree(line)
      Written(run, row.get("batch").asLong, row.get("word").asText, row.get("count").asLong)
    }
  }

  object Text extends InFiles("text") {
    override protected def filesOf(place: Path): Seq[Path] =
      list(place).filterNot(_.getFileName.toString == "_SUCCESS")
    override protected def row(run: String, batch: Long, line: String): Written = {
      val columns = line.split('\t')
      Written(run, batch, columns(0), columns(1).toLong)
    }
  }

  /** A topic; its rows do not say the run. */
  object Kafka extends SinkPlace("kafka") {
    override def spec(world: World): String = s"kafka:${FaultBroker.Address}/${world.name}"

    /** There is no broker that could make it. */
    override def check(sink: Sink[CountedWord]): Unit = ()

    override def seams: Seq[Seam] = Seq(Seam.answer, Seam.answer, Seam.answer)

    override def rows(world: World): Seq[Written] = FaultBroker.values(world.name).map { value =>
      val row = json.readTree(value)
      Written("", row.get("batch").asLong, row.get("word").asText, row.get("count").asLong)
    }

    /** The offsets that dead letters name. */
    def letters(world: World): Seq[Int] =
      FaultBroker.values(world.letterTopic).map(json.readTree(_).get("offset").asInt)
  }

  /** A table of a real PostgreSQL. */
  final class Jdbc(server: LocalPostgres) extends SinkPlace("jdbc") {
    override def spec(world: World): String =
      s"jdbc:${server.url.stripPrefix("jdbc:")}&socketFactory=${classOf[FaultSockets].getName}#${world.name}"
    override def seams: Seq[Seam] = Seq(Seam.databaseSend, Seam.databaseCommit, Seam.databaseCommit)

    override def rows(world: World): Seq[Written] = {
      val connection = DriverManager.getConnection(server.url)
      try {
        val batch = if (world.setup.isTableOfTotals) "'', 0" else "run, batch"
        val found = connection.createStatement.executeQuery(s"SELECT $batch, word, count FROM ${world.name}")
        val rows = Iterator
          .continually(found)
          .takeWhile(_.next())
          .map(row => Written(row.getString(1), row.getLong(2), row.getString(3), row.getLong(4)))
          .toList
        connection.createStatement.execute(s"DROP TABLE ${world.name}")
        rows
      } finally connection.close()
    }
  }
}
