package io.twinstream.migration.scan

import io.twinstream.local.feed.generator.Records
import org.apache.hadoop.conf.Configuration
import org.apache.kafka.clients.consumer.ConsumerRecord
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.streaming.{Seconds, StreamingContext}
import org.apache.spark.streaming.dstream.InputDStream
import org.apache.spark.streaming.kafka010.{
  CanCommitOffsets,
  ConsumerStrategies,
  HasOffsetRanges,
  KafkaUtils,
  LocationStrategies
}

/** Programs with a risk each, and with none (`right...`). Compiled only, never run. */
object ScalaRisks {
  private type Records = InputDStream[ConsumerRecord[String, String]]

  def parameters: Map[String, Object] =
    Map("bootstrap.servers" -> "host:9092", "enable.auto.commit" -> (true: java.lang.Boolean))

  def source(context: StreamingContext): Records =
    KafkaUtils.createDirectStream[String, String](
      context,
      LocationStrategies.PreferConsistent,
      ConsumerStrategies.Subscribe[String, String](Seq("topic"), parameters)
    )

  def offsetsLate(context: StreamingContext): Unit =
    source(context)
      .map(_.value)
      .foreachRDD(rdd => println(rdd.asInstanceOf[HasOffsetRanges].offsetRanges.length))

  def rightOffsets(context: StreamingContext): Unit =
    source(context).foreachRDD(rdd => println(rdd.asInstanceOf[HasOffsetRanges].offsetRanges.length))

  def commitFirst(in: Records): Unit =
    in.foreachRDD { rdd =>
      in.asInstanceOf[CanCommitOffsets].commitAsync(rdd.asInstanceOf[HasOffsetRanges].offsetRanges)
      rdd.foreachPartition(records => records.foreach(println))
    }

  def rightCommit(in: Records): Unit =
    in.foreachRDD { rdd =>
      rdd.foreachPartition(records => records.foreach(println))
      in.asInstanceOf[CanCommitOffsets].commitAsync(rdd.asInstanceOf[HasOffsetRanges].offsetRanges)
    }

  def create(): StreamingContext = {
    val context = new StreamingContext("local", "app", Seconds(1))
    context.checkpoint("/cp")
    context
  }

  def outside(): Unit =
    StreamingContext.getOrCreate("/cp", () => create()).socketTextStream("host", 1).print()

  def onError(): Unit =
    StreamingContext.getOrCreate("/cp", () => create(), new Configuration(), createOnError = true)

  def rightRecovery(): Unit = {
    val context = StreamingContext.getOrCreate("/cp", () => create())
    context.start()
    context.awaitTermination()
  }

  def twoOutputs(in: Records): Unit = {
    in.map(record => record.key -> 1).reduceByKey(_ + _).print()
    in.count().print()
  }

  def captured(in: Records, words: Broadcast[Set[String]]): Unit =
    in.filter(record => words.value(record.value)).print()

  def recovered(words: Broadcast[Set[String]]): StreamingContext =
    StreamingContext.getOrCreate(
      "/cp",
      () => {
        val context = create()
        captured(source(context), words)
        context
      }
    )
}
