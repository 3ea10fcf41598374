package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.migration.inspect.{Checkpoints, FieldChoice}
import io.twinstream.savepoint.Savepoints
import java.nio.file.{Files, Path}
import java.util.{Optional, OptionalLong}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{col, expr, split}
import org.apache.spark.sql.streaming.StreamingQuery
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What a savepoint has of a stream-stream join. */
class JoinStateSuite extends AnyFunSuite {
  private val providers =
    Seq("hdfs" -> "HDFSBackedStateStoreProvider", "rocksdb" -> "RocksDBStateStoreProvider")

  /** Lines of ad, user and second. */
  private def events(own: org.apache.spark.sql.SparkSession, folder: Path, prefix: String): DataFrame = {
    val parts = split(col("value"), ",")
    own.readStream
      .text(folder.toString)
      .select(
        parts(0).as(s"${prefix}_ad"),
        parts(1).as(s"${prefix}_user"),
        parts(2).cast("timestamp").as(s"${prefix}_at")
      )
      .withWatermark(s"${prefix}_at", "1 hour")
  }

  private def joined(folder: Path, provider: String): Path = {
    val own = TwinSession.session.newSession()
    own.conf.set("spark.sql.shuffle.partitions", "3")
    own.conf.set(
      "spark.sql.streaming.stateStore.providerClass",
      s"org.apache.spark.sql.execution.streaming.state.$provider"
    )
    val Seq(seen, clicked) = Seq("seen", "clicked").map(name => Files.createDirectory(folder.resolve(name)))
    TempFolder.write(
      seen.resolve("a"),
      "a,ann,2026-03-02 09:00:00\na,bo,2026-03-02 09:00:01\nb,ann,2026-03-02 09:00:02\n"
    )
    TempFolder.write(clicked.resolve("a"), "a,cy,2026-03-02 09:00:03\n")
    val checkpoint = folder.resolve("checkpoint")
    val query: StreamingQuery = events(own, seen, "seen")
      .join(
        events(own, clicked, "clicked"),
        expr("seen_ad = clicked_ad AND clicked_at BETWEEN seen_at AND seen_at + INTERVAL 1 MINUTE"),
        "leftOuter"
      )
      .writeStream
      .format("noop")
      .option("checkpointLocation", checkpoint.toString)
      .start()
    try query.processAllAvailable()
    finally query.stop()
    checkpoint
  }

  private def maker(checkpoint: Path, states: String*): SavepointMaker =
    SavepointMaker.of(
      checkpoint.toString,
      OptionalLong.empty,
      new Configuration,
      new StateChoice(states.toSet.asJava, FieldChoice.ALL)
    )

  for ((name, provider) <- providers) {
    test(s"both sides of a join are in the savepoint, with what was matched: $name") {
      TempFolder.use { folder =>
        val checkpoint = joined(folder, provider)
        val read = Checkpoints.read(checkpoint.toString, new Configuration)
        assert(read.text.contains("left-keyWithIndexToValue"), read.text)
        val out = folder.resolve("savepoint").toString
        maker(checkpoint).write(out, Optional.empty(), TwinSession.session)
        val savepoint = Savepoints.read(TwinSession.session, out)
        val states = maker(checkpoint).plan.states.asScala.map(_.name).toSeq
        assert(states.map(_.replaceAll("^.*-0-", "")) == Seq("left", "right"))
        def rows(side: String, prefix: String): Seq[Row] =
          savepoint
            .state(states.find(_.endsWith(side)).get)
            .select(
              col("key").getField("field0"),
              col("key").getField("index"),
              col("state").getField(s"${prefix}_user"),
              col("state").getField("matched")
            )
            .collect
            .toSeq
        assert(
          rows("left", "seen").map(row => Row(row(0), row(2), row(3))).toSet ==
            Set(Row("a", "ann", true), Row("a", "bo", true), Row("b", "ann", false))
        )
        assert(rows("left", "seen").map(row => (row(0), row(1))).toSet.size == 3)
        assert(rows("right", "clicked") == Seq(Row("a", 0L, "cy", true)))
      }
    }
  }

  test("one side can be taken alone, and a side that is none is refused") {
    TempFolder.use { folder =>
      val checkpoint = joined(folder, providers.head._2)
      val names = maker(checkpoint).plan.states.asScala.map(_.name).toSeq
      assert(maker(checkpoint, names.last).plan.states.asScala.map(_.name) == Seq(names.last))
      val refused = intercept[UserError](maker(checkpoint, "state-0"))
      assert(refused.getMessage.contains(names.mkString("[", ", ", "]")), refused)
    }
  }
}
