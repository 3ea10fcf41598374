package io.twinstream.savepoint

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.migration.move.SavepointMaker
import java.nio.file.{Files, Path}
import java.util.{Collections, Optional, TreeMap, TreeSet}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions._
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The checkpoint with which a port that aggregates begins. A query that goes on from it, killed, is in
  * `AggregationMoveEndToEndSuite`.
  */
class BegunCheckpointSuite extends AnyFunSuite {
  private lazy val session = TwinSession.session
  private val provider = "spark.sql.streaming.stateStore.providerClass"
  private val counts = "SELECT * FROM VALUES ('ann', 3L), ('bob', 1L), ('', 7L) AS t(key, state)"

  private def position(topic: String, offsets: Long*): SourcePosition =
    new SourcePosition(
      0,
      "kafka",
      new TreeMap[String, String],
      offsets.zipWithIndex.map { case (offset, partition) =>
        new PartitionOffset(new TopicPartition(topic, partition), offset)
      }.asJava,
      Collections.emptyList[OffsetRange],
      new TreeSet[String],
      0,
      new TreeSet[String]
    )

  /** A savepoint in the middle of a topic. */
  private def savepoint(folder: Path, rows: String = counts): OpenSavepoint = {
    val content = new SeedGround(folder).savepoint("first", "updateStateByKey-2" -> rows).content
    val of = folder.resolve("first")
    val withOffsets = new Savepoint(
      content.version,
      content.job,
      content.engine,
      content.sparkVersion,
      content.checkpoint,
      content.madeAtMillis,
      content.batchIntervalMillis,
      content.zeroTimeMillis,
      content.windowsWrittenMillis,
      content.cut,
      Collections.singletonList(position("words", 5, 0, 12)),
      content.states
    )
    Seq(Savepoint.FILE, Savepoint.SHA256).foreach(name => Files.delete(of.resolve(name)))
    Savepoints.write(withOffsets, of.toString, session.sparkContext.hadoopConfiguration)
    Savepoints.read(session, of.toString)
  }

  private def totals(rows: DataFrame): DataFrame = rows.groupBy("word").agg(sum("count").as("count"))

  private def seed(from: OpenSavepoint): DataFrame = from.seed().selectExpr("key AS word", "state AS count")

  private def on(body: Path => Unit): Unit = TempFolder.use(body)

  for {
    store <- Seq("HDFSBackedStateStoreProvider", "RocksDBStateStoreProvider")
    mode <- Seq("update", "complete")
  } test(s"it has the state and the offsets of the savepoint: $store, $mode") {
    on { folder =>
      val from = savepoint(folder)
      val checkpoint = folder.resolve("checkpoint")
      session.conf.set(provider, s"org.apache.spark.sql.execution.streaming.state.$store")
      try {
        assert(from.writeCheckpoint(checkpoint.toString, mode, totals(seed(from))))
        assert(!from.writeCheckpoint(checkpoint.toString, mode, totals(seed(from))))
      } finally session.conf.unset(provider)
      assert(Files.list(folder).iterator.asScala.forall(!_.toString.endsWith(".begun")))
      val made = SavepointMaker
        .of(checkpoint.toString, session.sparkContext.hadoopConfiguration)
        .write(folder.resolve("again").toString, Optional.empty(), session)
      assert(made.sources.asScala.flatMap(_.offsets.asScala) == from.content.sources.get(0).offsets.asScala)
      val state = Savepoints.read(session, folder.resolve("again").toString).state()
      assert(
        state
          .selectExpr("key.word", "state.sum")
          .collect()
          .map(row => row.getString(0) -> row.getLong(1))
          .toSet
          == Set("ann" -> 3L, "bob" -> 1L, "" -> 7L)
      )
    }
  }

  test("what another attempt left is made anew, and an empty directory is taken") {
    on { folder =>
      val from = savepoint(folder)
      val checkpoint = Files.createDirectory(folder.resolve("checkpoint"))
      TempFolder.write(Files.createDirectory(folder.resolve("checkpoint.begun")).resolve("metadata"), "half")
      assert(from.writeCheckpoint(checkpoint.toString, "update", totals(seed(from))))
      assert(Files.exists(checkpoint.resolve("commits/0")))
    }
  }

  test("windows with a watermark begin with that of their rows") {
    on { folder =>
      val rows = "SELECT * FROM VALUES ('ann', timestamp'2026-01-01 00:00:07') AS t(key, state)"
      val from = savepoint(folder, rows)
      val windows = from
        .seed()
        .withWatermark("state", "2 seconds")
        .groupBy(window(col("state"), "10 seconds"))
        .agg(max("state"))
      val checkpoint = folder.resolve("checkpoint")
      assert(from.writeCheckpoint(checkpoint.toString, "update", windows))
      assert(checkpoint.resolve("offsets").toFile.list.filter(_.forall(_.isDigit)).toSeq == Seq("0"))
      val commit = new String(Files.readAllBytes(checkpoint.resolve("commits/0")))
      assert(commit.contains(java.time.Instant.parse("2026-01-01T00:00:05Z").toEpochMilli.toString), commit)
    }
  }

  // what is wrong, plan, mode, what is said
  for (
    (name, mode, plan, said) <- Seq[(String, String, (OpenSavepoint, Path) => DataFrame, String)](
      ("append", "append", (from, _) => totals(seed(from)), "output mode append"),
      (
        "more than the seed",
        "update",
        (from, folder) =>
          totals(seed(from).union(session.readStream.text(folder.toString).selectExpr("value", "1L"))),
        "must come of the seed alone"
      ),
      (
        "what does not merge",
        "update",
        (from, _) => seed(from).groupBy("word").agg(count("count").as("count")),
        "takes a row of the savepoint for one record"
      )
    )
  ) test(s"refused, with nothing left in its place: $name") {
    on { folder =>
      val from = savepoint(folder)
      val lines = Files.createDirectory(folder.resolve("lines"))
      val checkpoint = folder.resolve("checkpoint")
      val failure = intercept[UserError](from.writeCheckpoint(checkpoint.toString, mode, plan(from, lines)))
      assert(failure.getMessage.contains(said), failure)
      assert(!Files.exists(checkpoint))
    }
  }
}
