package io.twinstream.migration.inspect

import io.twinstream.internals.VirtualClock
import io.twinstream.{TempFolder, TwinSession}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.{CountDownLatch, TimeUnit}
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.io.{LongWritable, Text}
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat
import org.apache.kafka.clients.consumer.{Consumer, MockConsumer}
import org.apache.kafka.common.TopicPartition
import org.apache.spark.streaming.api.java.JavaStreamingContext
import org.apache.spark.streaming.dstream.{DStream, InputDStream}
import org.apache.spark.streaming.kafka010.{ConsumerStrategy, KafkaUtils, LocationStrategies}
import org.apache.spark.streaming.scheduler.{StreamingListener, StreamingListenerBatchCompleted}
import org.apache.spark.streaming.{Seconds, StreamingContext, Time}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.mutable

/** What `inspect` takes for checkpoints of 10,000 partitions and of 100,000 files that Spark has written
  * here: everything is there, and it stays below 512 MiB. The time is printed.
  */
class LargeCheckpointSuite extends AnyFunSuite {
  private val partitions = 10000
  private val files = 100000
  private val batches = 3
  private val mostMemory = 512L << 10 // kB

  /** Runs three batches, and gives the checkpoint to the body. */
  private def checkpointOf(stream: StreamingContext => DStream[_])(body: Path => Unit): Unit =
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint")
      val context = new StreamingContext(TwinSession.session.sparkContext, Seconds(1))
      try {
        val done = new CountDownLatch(batches)
        context.checkpoint(checkpoint.toString)
        stream(context).foreachRDD(rdd => { rdd.id; () })
        context.addStreamingListener(new StreamingListener {
          override def onBatchCompleted(batch: StreamingListenerBatchCompleted): Unit = done.countDown()
        })
        context.start()
        for (_ <- 1 to batches)
          VirtualClock.of(new JavaStreamingContext(context)).advance(TwinSession.interval)
        assert(done.await(120, TimeUnit.SECONDS))
      } finally context.stop(false, false)
      body(checkpoint)
    }

  /** By a process of its own, as a user has it: its report, and how much memory it took at most, kB. */
  private def inspect(checkpoint: Path, format: String): (String, Long) = {
    val java = s"${sys.props("java.home")}/bin/java"
    val main = Seq("-cp", sys.props("java.class.path"), "io.twinstream.cli.Main", "inspect")
    val report = Files.createTempFile(checkpoint.getParent, "report", "")
    val start = System.nanoTime
    val process = new ProcessBuilder(
      (Seq(java, "-Xmx256m", "-XX:+UseSerialGC") ++ main ++ Seq(checkpoint.toString, "--format", format)): _*
    ).redirectOutput(report.toFile).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    var memory = 0L
    while (process.isAlive) {
      memory = math.max(memory, peak(process.pid))
      process.waitFor(20, TimeUnit.MILLISECONDS)
    }
    info(f"$format: ${(System.nanoTime - start) / 1e9}%.1f s, ${memory / 1024}%,d MiB")
    assert(process.exitValue == 0)
    (new String(Files.readAllBytes(report), UTF_8), memory)
  }

  private def peak(pid: Long): Long =
    try
      Files
        .readAllLines(java.nio.file.Paths.get(s"/proc/$pid/status"))
        .asScala
        .collectFirst { case line if line.startsWith("VmHWM:") => line.filter(_.isDigit).toLong }
        .getOrElse(0L)
    catch { case _: java.io.IOException => 0L }

  /** As if the first batch had taken them; Spark would make an RDD of each. */
  private def remember(stream: InputDStream[_], files: Array[String]): Unit = {
    val ofBatches = stream.getClass.getMethod("batchTimeToSelectedFiles").invoke(stream)
    ofBatches.asInstanceOf[mutable.HashMap[Time, Array[String]]] += Time(0) -> files
    ()
  }

  private def read(checkpoint: Path): DStreamCheckpoint =
    Checkpoints.read(checkpoint.toString, new Configuration).asInstanceOf[DStreamCheckpoint]

  test(f"a direct stream of $partitions%,d partitions") {
    checkpointOf(context =>
      KafkaUtils.createDirectStream(
        context,
        LocationStrategies.PreferConsistent,
        new ManyPartitions(partitions)
      )
    ) { checkpoint =>
      val kafka = read(checkpoint).inputs.get(0)
      assert(
        kafka.current.asScala.map { case (each, next) => each.partition -> next.longValue }.toMap ==
          (0 until partitions).map(k => k -> (k % 7).toLong).toMap
      )
      assert(kafka.ranges.values.asScala.forall(_.size == partitions) && kafka.ranges.size >= 1)
      for (format <- Seq("text", "json", "html")) {
        val (report, memory) = inspect(checkpoint, format)
        assert(report.contains("many") && memory < mostMemory)
      }
    }
  }

  test(f"a directory of which $files%,d files are remembered") {
    checkpointOf { context =>
      val in = TempFolder.untilExit()
      val stream = context.fileStream[LongWritable, Text, TextInputFormat](in.toString)
      remember(stream, (0 until files).map(k => s"file:$in/part-$k.txt").toArray)
      stream
    } { checkpoint =>
      val remembered = read(checkpoint).inputs.get(0).files
      assert(remembered.values.asScala.map(_.size).sum == files)
      for (format <- Seq("text", "json", "html")) {
        val (report, memory) = inspect(checkpoint, format)
        assert(report.contains("part-") && memory < mostMemory)
      }
    }
  }
}

/** Partitions that Kafka's own consumer for tests has, as a broker of so many takes minutes to begin. */
class ManyPartitions(partitions: Int) extends ConsumerStrategy[String, String] with Serializable {
  override def executorKafkaParams: java.util.Map[String, Object] =
    Map[String, Object]("group.id" -> "many", "bootstrap.servers" -> "localhost:1").asJava

  override def onStart(
      current: java.util.Map[TopicPartition, java.lang.Long]
  ): Consumer[String, String] = {
    val all = (0 until partitions).map(new TopicPartition("many", _))
    val consumer = ManyPartitions.consumer
    consumer.assign(all.asJava)
    consumer.updateBeginningOffsets(all.map(_ -> java.lang.Long.valueOf(0)).toMap.asJava)
    consumer.updateEndOffsets(
      all.map(p => p -> java.lang.Long.valueOf((p.partition % 7).toLong)).toMap.asJava
    )
    consumer.seekToBeginning(all.asJava)
    consumer
  }
}

private object ManyPartitions {

  /** Kafka 4 takes the name of the strategy, Kafka 3 a constant. */
  def consumer: MockConsumer[String, String] = {
    val constructor = classOf[MockConsumer[_, _]].getConstructors.head
    val strategy = constructor.getParameterTypes.head
    val earliest: AnyRef =
      if (strategy == classOf[String]) "earliest"
      else strategy.getMethod("valueOf", classOf[String]).invoke(null, "EARLIEST")
    constructor.newInstance(earliest).asInstanceOf[MockConsumer[String, String]]
  }
}
