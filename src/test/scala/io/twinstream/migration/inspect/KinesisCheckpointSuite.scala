package io.twinstream.migration.inspect

import com.amazonaws.services.kinesis.metrics.interfaces.MetricsLevel
import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.internals.VirtualClock
import io.twinstream.{TempFolder, TwinSession}
import java.nio.file.Path
import java.util.concurrent.{CountDownLatch, TimeUnit}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.api.java.JavaSparkContext
import org.apache.spark.storage.StorageLevel
import org.apache.spark.streaming.Durations
import org.apache.spark.streaming.api.java.JavaStreamingContext
import org.apache.spark.streaming.kinesis._
import org.apache.spark.streaming.scheduler.{StreamingListener, StreamingListenerBatchCompleted}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints of programs with Spark's receiver of Kinesis: what is in them of its stream, and where the
  * rest is.
  */
class KinesisCheckpointSuite extends AnyFunSuite {
  private val shards = Seq("shardId-000000000000", "shardId-000000000001")

  /** Longer than a long, as those of Kinesis are. */
  private def number(n: Int): String = s"4959033827149025660855969253836157109592157598913658$n"

  private def range(shard: Int, from: Int, until: Int) =
    SequenceNumberRange("orders", shards(shard), number(from), number(until), until - from + 1)

  /** One batch with two blocks, and a block that comes after it. */
  private def write(checkpoint: Path): Unit = {
    val spark = JavaSparkContext.fromSparkContext(TwinSession.session.sparkContext)
    val context = new JavaStreamingContext(spark, Durations.seconds(1))
    try {
      val done = new CountDownLatch(1)
      context.checkpoint(checkpoint.toString)
      KinesisReceiver.started.clear()
      new KinesisInputDStream[String](
        context.ssc,
        "orders",
        "https://kinesis.eu-west-1.amazonaws.com",
        "eu-west-1",
        new KinesisInitialPositions.TrimHorizon,
        "orders-app",
        Durations.seconds(1),
        StorageLevel.MEMORY_AND_DISK_2,
        (record: String) => record,
        DefaultCredentials,
        None,
        None,
        MetricsLevel.DETAILED,
        Set("Operation")
      ).foreachRDD(rdd => { rdd.count(); () })
      context.addStreamingListener(new StreamingListener {
        override def onBatchCompleted(batch: StreamingListenerBatchCompleted): Unit = done.countDown()
      })
      context.start()
      val store = KinesisReceiver.started.poll(60, TimeUnit.SECONDS)
      store(SequenceNumberRanges(Seq(range(0, 100, 199), range(1, 100, 149))))
      store(SequenceNumberRanges(Seq(range(0, 200, 299))))
      VirtualClock.of(context).advance(TwinSession.interval)
      assert(done.await(60, TimeUnit.SECONDS))
      store(SequenceNumberRanges(Seq(range(1, 150, 159))))
    } finally context.stop(false, false)
  }

  test("stream, application, and the newest sequence number of each shard; the positions are in DynamoDB") {
    TempFolder.use { folder =>
      write(folder.resolve("checkpoint"))
      val checkpoint = Checkpoints
        .read(folder.resolve("checkpoint").toString, new Configuration)
        .asInstanceOf[DStreamCheckpoint]
      assert(checkpoint.notUnderstood.isEmpty)
      val Seq(input) = checkpoint.inputs.asScala.toSeq
      assert(input.kind == "kinesis" && input.isReceiver)
      assert(input.details.get("streamName") == "orders" && input.details.get("regionName") == "eu-west-1")
      assert(input.details.get("initialPosition") == "TrimHorizon")
      assert(input.details.get("positions").contains("DynamoDB, table orders-app"))
      val received = checkpoint.received.get
      val inBatches = received.newestInBatches(input.id).asScala.mapValues(_.until.toString).toMap
      assert(inBatches == Map(shards(0) -> number(299), shards(1) -> number(149)))
      val waiting = received.newestWaiting(input.id).asScala.mapValues(_.from.toString).toMap
      assert(waiting == Map(shards(1) -> number(150)))
      val text = TextReport.of(checkpoint)
      assert(text.contains(s"${shards(0)}  in a batch up to sequence number ${number(299)}"), text)
      assert(text.contains(s"${shards(1)}  in no batch up to sequence number ${number(159)}"), text)
      val json = new ObjectMapper().readTree(JsonReport.of(checkpoint)).get("inputs").get(0)
      val sequences = json
        .get("sequenceNumbers")
        .asScala
        .map(each =>
          (
            each.get("stream").asText,
            each.get("shard").asText,
            each.get("from").asText,
            each.get("records").asInt
          )
        )
      assert(
        sequences.toSeq == Seq(
          ("orders", shards(0), number(200), 100),
          ("orders", shards(1), number(100), 50)
        )
      )
      val block = json.get("waitingBlocks").get(0).get("sequenceNumbers").get(0)
      assert(block.get("until").asText == number(159))
      assert(HtmlReport.of(checkpoint).contains(number(299)))
    }
  }
}
