package io.twinstream.cli

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import java.nio.file.{Files, Path}
import org.scalatest.{BeforeAndAfterAll, Tag}
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

/** One record that no server takes as it is, from Kafka to PostgreSQL: the run ends with 0, and so does the
  * next.
  */
@EndToEnd
class PoisonRecordsEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private lazy val folder = Files.createTempDirectory("twinstream-poison")
  private lazy val postgres = Postgres.begin(folder)
  private val json = new ObjectMapper

  override def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  /** Runs the job on a topic of that record; returns the table's rows and the dead letters. */
  private def run(
      name: String,
      job: String,
      engine: String,
      record: String
  ): (Seq[Seq[String]], Seq[JsonNode]) = {
    val (topic, dead) = (s"poison-$name-$engine", s"poison-$name-$engine-dead")
    val table = s"${name}_$engine"
    broker.create(topic, 1)
    broker.send(topic, 0, record)
    val checkpoint: Path = folder.resolve(table)
    for (_ <- 1 to 2) {
      val (exit, out) = Cli.run(
        Seq("run", job, "--engine", engine, "--master", "local[2]", "--until", "end") ++
          Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"${postgres.url}#$table") ++
          Seq("--dead-letter", s"kafka:${broker.address}/$dead", "--checkpoint", checkpoint.toString) ++
          Seq("--batch-interval", "2s", "--conf", "spark.sql.shuffle.partitions=2") ++
          Seq("--conf", "spark.streaming.gracefulStopTimeout=60s"): _*
      )
      assert(exit == 0, out)
    }
    (postgres.query(s"SELECT * FROM $table"), broker.values(dead).map(json.readTree))
  }

  private val tagged: Map[String, Seq[Tag]] = Map("dstream" -> Seq.empty, "structured" -> Seq(LongRun))

  for (engine <- Seq("dstream", "structured")) {
    test(s"$engine: NUL in a text", LongRun) {
      val now = System.currentTimeMillis
      val (rows, dead) = run("nul", "order-revenue", engine, s"1,u,1.00,bo\u0000oks,$now")
      assert(rows.size == 3 && rows.forall(_(2).startsWith("bo\ufffdoks#")) && dead.isEmpty)
    }

    test(s"$engine: a key over the limit of an index", LongRun) {
      val random = new Random(7)
      val word = Seq.fill(900000)(('a' + random.nextInt(26)).toChar).mkString
      val (rows, _) = run("long", "word-count", engine, word)
      assert(rows.size == 1 && rows.head(2).startsWith(word.take(1000)) && rows.head(3) == "1")
    }

    test(s"$engine: a dead letter over the limit of a request", tagged(engine): _*) {
      val (rows, dead) = run("dead", "order-revenue", engine, "\u0001" * 200000)
      assert(rows.isEmpty && dead.nonEmpty && dead.forall(_.get("truncated").asBoolean))
    }
  }
}
