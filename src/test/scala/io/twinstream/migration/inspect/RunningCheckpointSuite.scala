package io.twinstream.migration.inspect

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{CountingQuery, TempFolder, TwinSession}
import io.twinstream.cli.Cli
import io.twinstream.migration.RunningWords
import io.twinstream.api.Engine
import java.nio.file.Files
import io.twinstream.internals.VirtualClock
import io.twinstream.ends.OpenSources
import org.apache.hadoop.conf.Configuration
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.apache.spark.api.java.function.VoidFunction
import org.apache.spark.streaming.Durations
import org.apache.spark.streaming.api.java.JavaStreamingContext
import org.apache.spark.streaming.scheduler.{StreamingListener, StreamingListenerBatchCompleted}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints that the Spark of this build writes now. */
class RunningCheckpointSuite extends AnyFunSuite {
  private val json = new ObjectMapper

  /** Spark 4 writes the operator's name, 3.5 does not. */
  private def named(state: StructuredCheckpoint.State, name: String): Boolean =
    if (TwinSession.session.version.startsWith("3.")) !state.operator.isPresent
    else state.operator.get == name

  private def batches(count: Int) = (1 to count).map(k => Seq(s"w$k w"))

  test("dstream: a run of 25 batches") {
    TempFolder.use { folder =>
      RunningWords.run(Engine.DSTREAM, batches(25), folder)
      val before = Fixtures.contents(folder)
      val checkpoint = Checkpoints.read(folder.toString, new Configuration).asInstanceOf[DStreamCheckpoint]
      assert(checkpoint.notUnderstood.isEmpty && checkpoint.unread.isEmpty)
      assert(
        (checkpoint.zeroTime, checkpoint.batchMillis, checkpoint.checkpointTime) == ((0L, 1000L, 25000L))
      )
      assert(checkpoint.marker.get.job == "running-word-count")
      assert(checkpoint.inputs.asScala.map(_.kind) == Seq("recording"))
      val Seq(state) = checkpoint.states.asScala.toSeq
      assert(
        state.checkpoints.asScala.map(rdd => (rdd.batch, rdd.exists)) == Seq((10000L, true), (20000L, true))
      )
      assert(checkpoint.applicationClasses.asScala.exists(_.endsWith("DStreamRunningWordCount$Update")))
      val report = json.readTree(JsonReport.of(checkpoint))
      assert(report.get("version").asInt == 1 && report.get("engine").asText == "dstream")
      assert(report.get("job").get("name").asText == "running-word-count")
      assert(report.get("states").get(0).get("checkpoints").get(1).get("batch").asLong == 20000)
      assert(Fixtures.contents(folder) == before)
    }
  }

  test("dstream: the files that were there at the start, and those that came") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      TempFolder.write(in.resolve("first"), "a\n")
      val spark = JavaSparkContext.fromSparkContext(TwinSession.session.sparkContext)
      val context = new JavaStreamingContext(spark, Durations.seconds(1))
      try {
        val done = new java.util.concurrent.CountDownLatch(2)
        context.checkpoint(folder.resolve("checkpoint").toString)
        val write: VoidFunction[JavaRDD[String]] = rdd => { rdd.count(); () }
        OpenSources.files(in.toString).dstream(context).foreachRDD(write)
        context.addStreamingListener(new StreamingListener {
          override def onBatchCompleted(batch: StreamingListenerBatchCompleted): Unit = done.countDown()
        })
        context.start()
        val later = TempFolder.write(in.resolve("later"), "b\n")
        Files.setLastModifiedTime(later, java.nio.file.attribute.FileTime.fromMillis(1500))
        for (_ <- 1 to 2) VirtualClock.of(context).advance(TwinSession.interval)
        assert(done.await(60, java.util.concurrent.TimeUnit.SECONDS))
      } finally context.stop(false, false)
      val checkpoint = Checkpoints
        .read(folder.resolve("checkpoint").toString, new Configuration)
        .asInstanceOf[DStreamCheckpoint]
      assert(checkpoint.inputs.asScala.map(_.kind) == Seq("files", "files"))
      val files =
        checkpoint.inputs.asScala.map(_.files.asScala.mapValues(_.asScala.map(_.split('/').last)).toSeq)
      assert(files.flatten.filter(_._2.nonEmpty).toSet == Set(1000L -> Seq("first"), 2000L -> Seq("later")))
    }
  }

  test("structured: a run of 5 micro-batches") {
    TempFolder.use { folder =>
      // A twin with transformWithState, of another suite, may have set another.
      TwinSession.session.conf.unset("spark.sql.streaming.stateStore.providerClass")
      RunningWords.run(Engine.STRUCTURED, batches(5), folder)
      val before = Fixtures.contents(folder)
      val checkpoint = Checkpoints.read(folder.toString, new Configuration).asInstanceOf[StructuredCheckpoint]
      assert(checkpoint.notUnderstood.isEmpty && checkpoint.marker.get.engine == Engine.STRUCTURED)
      assert(checkpoint.committed.getAsLong == 4 && !checkpoint.uncommitted.isPresent)
      assert(checkpoint.sources.asScala.map(_.kind) == Seq("other"))
      val Seq(state) = checkpoint.states.asScala.toSeq
      assert(named(state, "flatMapGroupsWithState") && state.provider == "hdfs")
      assert((state.partitions, state.version.getAsLong) == ((2, 5L)) && state.bytes > 0)
      assert(checkpoint.settings.asScala.exists(_.key == "spark.sql.shuffle.partitions"))
      val report = json.readTree(JsonReport.of(checkpoint))
      assert(report.get("engine").asText == "structured" && report.get("committedBatch").asLong == 4)
      assert(report.get("states").get(0).get("stateVersion").asLong == 5)
      assert(TextReport.of(checkpoint).contains("hdfs, 2 partitions, stores default, version 5"))
      assert(Fixtures.contents(folder) == before)
    }
  }

  for (
    (provider, kind) <- Seq(
      "HDFSBackedStateStoreProvider" -> "hdfs",
      "RocksDBStateStoreProvider" -> "rocksdb"
    )
  )
    test(s"structured: files, and state in $kind") {
      TempFolder.use { folder =>
        val in = Files.createDirectory(folder.resolve("in"))
        val session = TwinSession.session.newSession()
        session.conf.set(
          "spark.sql.streaming.stateStore.providerClass",
          s"org.apache.spark.sql.execution.streaming.state.$provider"
        )
        session.conf.set("spark.sql.shuffle.partitions", "2")
        for (name <- Seq("a", "b")) {
          TempFolder.write(in.resolve(name), s"$name\n")
          CountingQuery.run(session, in, folder.resolve("checkpoint"))
        }
        val checkpoint = Checkpoints
          .read(folder.resolve("checkpoint").toString, new Configuration)
          .asInstanceOf[StructuredCheckpoint]
        val Seq(source) = checkpoint.sources.asScala.toSeq
        assert(source.kind == "files" && checkpoint.notUnderstood.isEmpty)
        assert(source.files.asScala.map(_.split('/').last) == Set("a", "b"))
        val Seq(state) = checkpoint.states.asScala.toSeq
        assert((state.provider, state.version.getAsLong) == ((kind, 2L)))
        assert(named(state, "stateStoreSave"))
      }
    }

  test("the command") {
    Fixtures.use("spark-4.1") { folder =>
      val (exit, text) = Cli.run("inspect", folder.toString)
      assert(
        exit == 0 && text.startsWith(
          s"DStream checkpoint $folder\n  file         checkpoint-1795202355000, zstd"
        )
      )
      assert(text.contains("orders-spark-4.1-0  next offset 145") && !text.contains("do-not-show"))
      val (_, report) = Cli.run("inspect", "--format", "json", s"file:$folder")
      assert(json.readTree(report).get("inputs").get(0).get("offsets").get(0).get("offset").asLong == 145)
      assert(!report.contains("do-not-show"))
      assert(Cli.run("inspect", "/no/such/folder")._1 == 2)
    }
  }
}
