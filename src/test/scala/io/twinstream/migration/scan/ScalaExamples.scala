package io.twinstream.migration.scan

import scala.collection.mutable

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.io.{LongWritable, Text}
import org.apache.hadoop.mapred.{TextOutputFormat => OldTextOutputFormat}
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat
import org.apache.spark.{HashPartitioner, SparkConf}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{
  functions,
  DataFrame,
  Dataset,
  Encoders,
  KeyValueGroupedDataset,
  Row,
  SparkSession
}
import org.apache.spark.sql.streaming.{
  GroupState,
  GroupStateTimeout,
  OutputMode,
  StreamingQuery,
  StreamingQueryListener,
  Trigger
}
import org.apache.spark.storage.StorageLevel
import org.apache.spark.streaming.{Seconds, State, StateSpec, StreamingContext, Time}
import org.apache.spark.streaming.dstream.{DStream, MapWithStateDStream}
import org.apache.spark.streaming.kafka010.{
  CanCommitOffsets,
  ConsumerStrategies,
  ConsumerStrategy,
  HasOffsetRanges,
  KafkaUtils,
  LocationStrategy,
  OffsetRange
}
import org.apache.spark.streaming.receiver.Receiver
import org.apache.spark.streaming.scheduler.StreamingListener

/** One pair of methods for a rule of the scanner: the first must give its finding, the second none. The page
  * mapping.md shows their bodies. Compiled only, never run.
  */
abstract class ScalaExamples {
  protected def context: StreamingContext
  protected def lines: DStream[String]
  protected def numbers: DStream[Long]
  protected def pairs: DStream[(String, Long)]
  protected def writables: DStream[(Text, LongWritable)]
  protected def mapped: MapWithStateDStream[String, Long, Long, Long]
  protected def rdd: RDD[String]
  protected def pairRdd: RDD[(String, Long)]
  protected def receiver: Receiver[String]
  protected def listener: StreamingListener
  protected def spec: StateSpec[String, Long, Long, Long]
  protected def state: State[Long]
  protected def step: (String, Option[Long], State[Long]) => Long
  protected def total: (Seq[Long], Option[Long]) => Option[Long]
  protected def totals: Iterator[(String, Seq[Long], Option[Long])] => Iterator[(String, Long)]
  protected def location: LocationStrategy
  protected def consumer: ConsumerStrategy[String, String]

  protected def spark: SparkSession
  protected def text: Dataset[String]
  protected def rows: DataFrame
  protected def grouped: KeyValueGroupedDataset[String, Row]
  protected def initial: KeyValueGroupedDataset[String, Long]
  protected def count: (String, Iterator[Row], GroupState[Long]) => Iterator[Long]
  protected def groupState: GroupState[Long]
  protected def query: StreamingQuery
  protected def queryListener: StreamingQueryListener

  // rule: StreamingContext.<init>(String)
  def before1(): Any = {
    new StreamingContext("/cp")
  }
  def after1(): Any = {
    rows.writeStream.option("checkpointLocation", "/cp").start()
  }

  // rule: StreamingContext.<init>(String,SparkContext)
  def before2(): Any = {
    new StreamingContext("/cp", context.sparkContext)
  }
  def after2(): Any = {
    rows.writeStream.option("checkpointLocation", "/cp").start()
  }

  // rule: StreamingContext.<init>(String,Configuration)
  def before3(): Any = {
    new StreamingContext("/cp", new Configuration())
  }
  def after3(): Any = {
    rows.writeStream.option("checkpointLocation", "/cp").start()
  }

  // rule: StreamingContext.<init>
  def before4(): Any = {
    new StreamingContext(new SparkConf(), Seconds(1))
  }
  def after4(): Any = {
    rows.writeStream.trigger(Trigger.ProcessingTime("1 second"))
  }

  // rule: StreamingContext.getOrCreate(_,_,_,boolean)
  def before5(): Any = {
    StreamingContext.getOrCreate("/cp", () => context)
  }
  def after5(): Any = {
    rows.writeStream.option("checkpointLocation", "/cp").start()
  }

  // rule: StreamingContext.getActive
  def before6(): Any = {
    StreamingContext.getActive()
  }
  def after6(): Any = {
    SparkSession.active.streams.active
  }

  // rule: StreamingContext.getActiveOrCreate
  def before7(): Any = {
    StreamingContext.getActiveOrCreate(() => context)
  }
  def after7(): Any = {
    rows.writeStream.option("checkpointLocation", "/cp").start()
  }

  // rule: StreamingContext.sparkContext()
  def before8(): Any = {
    context.sparkContext
  }
  def after8(): Any = {
    spark.sparkContext
  }

  // rule: StreamingContext.checkpoint(String)
  def before9(): Any = {
    context.checkpoint("/cp")
  }
  def after9(): Any = {
    spark.conf.set("spark.sql.streaming.checkpointLocation", "/cp")
  }

  // rule: StreamingContext.remember(Duration)
  def before10(): Any = {
    context.remember(Seconds(60))
  }

  // rule: StreamingContext.socketTextStream
  def before11(): Any = {
    context.socketTextStream("host", 9999)
  }
  def after11(): Any = {
    spark.readStream.format("socket").option("host", "host").option("port", 9999).load()
  }

  // rule: StreamingContext.socketStream
  def before12(): Any = {
    context.socketStream("host", 9999, in => Iterator(in.read()), StorageLevel.MEMORY_ONLY)
  }

  // rule: StreamingContext.rawSocketStream
  def before13(): Any = {
    context.rawSocketStream[String]("host", 9999)
  }

  // rule: StreamingContext.textFileStream(String)
  def before14(): Any = {
    context.textFileStream("/in")
  }
  def after14(): Any = {
    spark.readStream.text("/in")
  }

  // rule: StreamingContext.fileStream
  def before15(): Any = {
    context.fileStream[LongWritable, Text, TextInputFormat]("/in")
  }
  def after15(): Any = {
    spark.readStream.format("text").option("pathGlobFilter", "*.log").load("/in")
  }

  // rule: StreamingContext.binaryRecordsStream
  def before16(): Any = {
    context.binaryRecordsStream("/in", 16)
  }
  def after16(): Any = {
    spark.readStream.format("binaryFile").load("/in")
  }

  // rule: StreamingContext.queueStream
  def before17(): Any = {
    context.queueStream(mutable.Queue.empty[RDD[String]])
  }
  def after17(): Any = {
    spark.readStream.format("rate-micro-batch").option("rowsPerBatch", 10).load()
  }

  // rule: StreamingContext.receiverStream
  def before18(): Any = {
    context.receiverStream(receiver)
  }
  def after18(): Any = {
    spark.readStream.format("twinstream-receiver").option("class", "com.acme.MyReceiver").load()
  }

  // rule: StreamingContext.union
  def before19(): Any = {
    context.union(Seq(lines, lines))
  }
  def after19(): Any = {
    text.union(text)
  }

  // rule: StreamingContext.transform
  def before20(): Any = {
    context.transform(Seq(lines), (rdds: Seq[RDD[_]], time: Time) => rdd)
  }
  def after20(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => {
      batch.filter("input = 1").join(batch.filter("input = 2"), "key"); ()
    })
  }

  // rule: StreamingContext.addStreamingListener
  def before21(): Any = {
    context.addStreamingListener(listener)
  }
  def after21(): Any = {
    spark.streams.addListener(queryListener)
  }

  // rule: StreamingContext.removeStreamingListener
  def before22(): Any = {
    context.removeStreamingListener(listener)
  }
  def after22(): Any = {
    spark.streams.removeListener(queryListener)
  }

  // rule: StreamingContext.getState()
  def before23(): Any = {
    context.getState()
  }
  def after23(): Any = {
    query.status
  }

  // rule: StreamingContext.start()
  def before24(): Any = {
    context.start()
  }
  def after24(): Any = {
    rows.writeStream.format("console").start()
  }

  // rule: StreamingContext.awaitTermination()
  def before25(): Any = {
    context.awaitTermination()
  }
  def after25(): Any = {
    spark.streams.awaitAnyTermination()
  }

  // rule: StreamingContext.awaitTerminationOrTimeout(long)
  def before26(): Any = {
    context.awaitTerminationOrTimeout(1000)
  }
  def after26(): Any = {
    query.awaitTermination(1000)
  }

  // rule: StreamingContext.stop
  def before27(): Any = {
    context.stop(stopSparkContext = true, stopGracefully = true)
  }
  def after27(): Any = {
    query.stop()
  }

  // rule: dstream.DStream.map
  def before28(): Any = {
    lines.map(_.length)
  }
  def after28(): Any = {
    text.map((line: String) => line.length)(Encoders.scalaInt)
  }

  // rule: dstream.DStream.flatMap
  def before29(): Any = {
    lines.flatMap(_.split(" ").toSeq)
  }
  def after29(): Any = {
    text.flatMap((line: String) => line.split(" ").toSeq)(Encoders.STRING)
  }

  // rule: dstream.DStream.mapPartitions
  def before30(): Any = {
    lines.mapPartitions(words => words)
  }
  def after30(): Any = {
    text.mapPartitions((words: Iterator[String]) => words)(Encoders.STRING)
  }

  // rule: dstream.DStream.filter
  def before31(): Any = {
    lines.filter(_.nonEmpty)
  }
  def after31(): Any = {
    text.filter((line: String) => line.nonEmpty)
  }

  // rule: dstream.DStream.glom()
  def before32(): Any = {
    lines.glom()
  }

  // rule: dstream.DStream.repartition
  def before33(): Any = {
    lines.repartition(4)
  }
  def after33(): Any = {
    rows.repartition(4)
  }

  // rule: dstream.DStream.union
  def before34(): Any = {
    lines.union(lines)
  }
  def after34(): Any = {
    rows.union(rows)
  }

  // rule: dstream.DStream.cache
  def before35(): Any = {
    lines.cache()
  }
  def after35(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.persist(); () })
  }

  // rule: dstream.DStream.persist
  def before36(): Any = {
    lines.persist(StorageLevel.MEMORY_ONLY)
  }
  def after36(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.persist(); () })
  }

  // rule: dstream.DStream.checkpoint(Duration)
  def before37(): Any = {
    lines.checkpoint(Seconds(10))
  }

  // rule: dstream.DStream.count()
  def before38(): Any = {
    lines.count()
  }
  def after38(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.count(); () })
  }

  // rule: dstream.DStream.countByValue
  def before39(): Any = {
    lines.countByValue()
  }
  def after39(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.groupBy("value").count(); () })
  }

  // rule: dstream.DStream.reduce
  def before40(): Any = {
    lines.reduce(_ + _)
  }
  def after40(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.agg(functions.max("value")); () })
  }

  // rule: dstream.DStream.countByWindow
  def before41(): Any = {
    lines.countByWindow(Seconds(60), Seconds(10))
  }
  def after41(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).count()
  }

  // rule: dstream.DStream.reduceByWindow(Function2,Function2,...)
  def before42(): Any = {
    numbers.reduceByWindow(_ + _, _ - _, Seconds(60), Seconds(10))
  }
  def after42(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).sum("value")
  }

  // rule: dstream.DStream.reduceByWindow
  def before43(): Any = {
    numbers.reduceByWindow(_ + _, Seconds(60), Seconds(10))
  }
  def after43(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).sum("value")
  }

  // rule: dstream.DStream.countByValueAndWindow
  def before44(): Any = {
    lines.countByValueAndWindow(Seconds(60), Seconds(10))
  }
  def after44(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("value")).count()
  }

  // rule: dstream.DStream.window
  def before45(): Any = {
    lines.window(Seconds(60), Seconds(10))
  }
  def after45(): Any = {
    rows
      .groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"))
      .agg(functions.collect_list("value"))
  }

  // rule: dstream.DStream.foreachRDD
  def before46(): Any = {
    lines.foreachRDD((rdd, time) => rdd.saveAsTextFile(s"/out/$time"))
  }
  def after46(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.write.text(s"/out/$id"); () })
  }

  // rule: dstream.DStream.transform
  def before47(): Any = {
    lines.transform(_.distinct())
  }
  def after47(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.distinct(); () })
  }

  // rule: dstream.DStream.transformWith
  def before48(): Any = {
    lines.transformWith(lines, (a: RDD[String], b: RDD[String]) => a.union(b))
  }
  def after48(): Any = {
    rows.join(rows, "key")
  }

  // rule: dstream.DStream.slice
  def before49(): Any = {
    lines.slice(new Time(0), new Time(1000))
  }
  def after49(): Any = {
    spark.read.format("kafka").option("startingOffsets", "{}").load()
  }

  // rule: dstream.DStream.print
  def before50(): Any = {
    lines.print(20)
  }
  def after50(): Any = {
    rows.writeStream.format("console").option("numRows", 20).start()
  }

  // rule: dstream.DStream.saveAsTextFiles
  def before51(): Any = {
    lines.saveAsTextFiles("/out/part", "txt")
  }
  def after51(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.write.text(s"/out/batch=$id"); () })
  }

  // rule: dstream.DStream.saveAsObjectFiles
  def before52(): Any = {
    lines.saveAsObjectFiles("/out/part")
  }
  def after52(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => {
      batch.write.parquet(s"/out/batch=$id"); ()
    })
  }

  // rule: dstream.DStream.context
  def before53(): Any = {
    lines.context
  }
  def after53(): Any = {
    rows.sparkSession
  }

  // rule: dstream.PairDStreamFunctions.mapValues
  def before55(): Any = {
    pairs.mapValues(_ + 1)
  }
  def after55(): Any = {
    rows.withColumn("value", functions.expr("value + 1"))
  }

  // rule: dstream.PairDStreamFunctions.flatMapValues
  def before56(): Any = {
    pairs.flatMapValues(value => Seq(value, value))
  }
  def after56(): Any = {
    rows.withColumn("value", functions.expr("explode(array(value, value))"))
  }

  // rule: dstream.PairDStreamFunctions.reduceByKey
  def before57(): Any = {
    pairs.reduceByKey(_ + _)
  }
  def after57(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.groupBy("key").sum("value"); () })
  }

  // rule: dstream.PairDStreamFunctions.groupByKey
  def before58(): Any = {
    pairs.groupByKey()
  }
  def after58(): Any = {
    grouped.mapGroups((key: String, values: Iterator[Row]) => key)(Encoders.STRING)
  }

  // rule: dstream.PairDStreamFunctions.combineByKey
  def before59(): Any = {
    pairs.combineByKey[Long]((value: Long) => value, _ + _, _ + _, new HashPartitioner(2))
  }
  def after59(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.groupBy("key").sum("value"); () })
  }

  // rule: dstream.PairDStreamFunctions.groupByKeyAndWindow
  def before60(): Any = {
    pairs.groupByKeyAndWindow(Seconds(60))
  }
  def after60(): Any = {
    rows
      .groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key"))
      .agg(functions.collect_list("value"))
  }

  // rule: dstream.PairDStreamFunctions.reduceByKeyAndWindow(Function2,Function2,...)
  def before61(): Any = {
    pairs.reduceByKeyAndWindow(_ + _, _ - _, Seconds(60), Seconds(10))
  }
  def after61(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key")).sum("value")
  }

  // rule: dstream.PairDStreamFunctions.reduceByKeyAndWindow
  def before62(): Any = {
    pairs.reduceByKeyAndWindow((a: Long, b: Long) => a + b, Seconds(60))
  }
  def after62(): Any = {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key")).sum("value")
  }

  // rule: dstream.PairDStreamFunctions.updateStateByKey(Function2,Partitioner,RDD,...)
  def before63(): Any = {
    pairs.updateStateByKey(total, new HashPartitioner(2), pairRdd)
  }
  def after63(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout(), initial)(
      count
    )(Encoders.scalaLong, Encoders.scalaLong)
  }

  // rule: dstream.PairDStreamFunctions.updateStateByKey(Function1,Partitioner,boolean,RDD,...)
  def before64(): Any = {
    pairs.updateStateByKey(totals, new HashPartitioner(2), true, pairRdd)
  }
  def after64(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout(), initial)(
      count
    )(Encoders.scalaLong, Encoders.scalaLong)
  }

  // rule: dstream.PairDStreamFunctions.updateStateByKey
  def before65(): Any = {
    pairs.updateStateByKey(total)
  }
  def after65(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout())(count)(
      Encoders.scalaLong,
      Encoders.scalaLong
    )
  }

  // rule: dstream.PairDStreamFunctions.mapWithState
  def before66(): Any = {
    pairs.mapWithState(spec)
  }
  def after66(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout())(count)(
      Encoders.scalaLong,
      Encoders.scalaLong
    )
  }

  // rule: dstream.MapWithStateDStream.stateSnapshots()
  def before67(): Any = {
    mapped.stateSnapshots()
  }

  // rule: dstream.PairDStreamFunctions.join
  def before68(): Any = {
    pairs.join(pairs)
  }
  def after68(): Any = {
    rows
      .withWatermark("time", "1 minute")
      .join(rows.withWatermark("time", "1 minute"), rows.col("key"), "inner")
  }

  // rule: dstream.PairDStreamFunctions.leftOuterJoin
  def before69(): Any = {
    pairs.leftOuterJoin(pairs)
  }
  def after69(): Any = {
    rows
      .withWatermark("time", "1 minute")
      .join(rows.withWatermark("time", "1 minute"), rows.col("key"), "left_outer")
  }

  // rule: dstream.PairDStreamFunctions.rightOuterJoin
  def before70(): Any = {
    pairs.rightOuterJoin(pairs)
  }
  def after70(): Any = {
    rows
      .withWatermark("time", "1 minute")
      .join(rows.withWatermark("time", "1 minute"), rows.col("key"), "right_outer")
  }

  // rule: dstream.PairDStreamFunctions.fullOuterJoin
  def before71(): Any = {
    pairs.fullOuterJoin(pairs)
  }
  def after71(): Any = {
    rows
      .withWatermark("time", "1 minute")
      .join(rows.withWatermark("time", "1 minute"), rows.col("key"), "full_outer")
  }

  // rule: dstream.PairDStreamFunctions.cogroup
  def before72(): Any = {
    pairs.cogroup(pairs)
  }
  def after72(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout())(count)(
      Encoders.scalaLong,
      Encoders.scalaLong
    )
  }

  // rule: dstream.PairDStreamFunctions.saveAsHadoopFiles
  def before73(): Any = {
    writables.saveAsHadoopFiles[OldTextOutputFormat[Text, LongWritable]]("/out/part", "txt")
  }
  def after73(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.write.text(s"/out/$id"); () })
  }

  // rule: dstream.PairDStreamFunctions.saveAsNewAPIHadoopFiles
  def before74(): Any = {
    writables.saveAsNewAPIHadoopFiles[TextOutputFormat[Text, LongWritable]]("/out/part", "txt")
  }
  def after74(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => { batch.write.text(s"/out/$id"); () })
  }

  // rule: StateSpec.function
  def before75(): Any = {
    StateSpec.function(step)
  }
  def after75(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout())(count)(
      Encoders.scalaLong,
      Encoders.scalaLong
    )
  }

  // rule: StateSpec.timeout
  def before76(): Any = {
    spec.timeout(Seconds(60))
  }
  def after76(): Any = {
    groupState.setTimeoutDuration("1 minute")
  }

  // rule: StateSpec.initialState
  def before77(): Any = {
    spec.initialState(pairRdd)
  }
  def after77(): Any = {
    grouped.flatMapGroupsWithState[Long, Long](OutputMode.Update(), GroupStateTimeout.NoTimeout(), initial)(
      count
    )(Encoders.scalaLong, Encoders.scalaLong)
  }

  // rule: State.getOption
  def before78(): Any = {
    state.getOption()
  }
  def after78(): Any = {
    groupState.getOption
  }

  // rule: kafka010.KafkaUtils.createDirectStream
  def before79(): Any = {
    KafkaUtils.createDirectStream(context, location, consumer)
  }
  def after79(): Any = {
    spark.readStream.format("kafka").option("subscribe", "topic").load()
  }

  // rule: kafka010.ConsumerStrategies.Subscribe
  def before80(): Any = {
    ConsumerStrategies.Subscribe[String, String](Seq("topic"), Map.empty[String, Object])
  }
  def after80(): Any = {
    spark.readStream.format("kafka").option("subscribe", "topic").load()
  }

  // rule: kafka010.HasOffsetRanges.offsetRanges
  def before81(): Any = {
    rdd.asInstanceOf[HasOffsetRanges].offsetRanges
  }
  def after81(): Any = {
    rows.writeStream.foreachBatch((batch: DataFrame, id: Long) => {
      batch.groupBy("topic", "partition").agg(functions.max("offset")); ()
    })
  }

  // rule: kafka010.CanCommitOffsets.commitAsync
  def before82(): Any = {
    lines.asInstanceOf[CanCommitOffsets].commitAsync(Array.empty)
  }

  // rule: kafka010.OffsetRange.apply
  def before83(): Any = {
    OffsetRange("topic", 0, 0, 10)
  }
  def after83(): Any = {
    spark.read.format("kafka").option("startingOffsets", "{}")
  }
}
