package com.example.meters

import io.twinstream.restart.SavepointInput
import io.twinstream.savepoint.{OpenSavepoint, Savepoints}
import java.time.Duration
import org.apache.spark.sql.{DataFrame, Row, SparkSession}
import org.apache.spark.sql.functions.{col, window}
import org.apache.spark.sql.streaming.{GroupState, GroupStateTimeout, OutputMode}
import scala.collection.JavaConverters._

/** What is known of a meter: the fields of the old program's class. */
case class MeterTotals(readings: Long, total: Long)

/** The port of [[OldMeters]] in Scala: a query, and a checkpoint, for each of its outputs. */
object NewMetersInScala {

  /** Takes what [[OldMeters]] takes, with a new checkpoint, and the savepoint. */
  def main(args: Array[String]): Unit = {
    val Array(brokers, topic, url, directory, checkpoint, folder) = args
    val spark = SparkSession.builder.appName("meters").getOrCreate()
    spark.conf.set("spark.sql.shuffle.partitions", "2")
    val port = new NewMetersInScala(spark, Savepoints.read(spark, folder), brokers, topic)
    Seq(
      ("meters", port.meters, Tables.METERS),
      ("districts", port.districts, Tables.DISTRICTS),
      ("windows", port.windows, Tables.WINDOWS),
      ("notes", port.notes(directory), Tables.NOTES)
    ).foreach { case (name, rows, statement) =>
      rows.writeStream
        .queryName(name)
        .outputMode("update")
        .option("checkpointLocation", s"$checkpoint/$name")
        .foreachBatch((batch: DataFrame, _: Long) =>
          batch.foreachPartition((part: Iterator[Row]) =>
            Tables.write(url, statement, part.map(_.toSeq.map(_.asInstanceOf[AnyRef]).toArray).asJava)
          )
        )
        .start()
    }
    spark.streams.awaitAnyTermination()
  }

  /** In the first micro-batch it is also called for each meter of the savepoint. */
  private def add(
      meter: String,
      readings: Iterator[Long],
      state: GroupState[MeterTotals]
  ): Iterator[(String, MeterTotals)] = {
    val before = state.getOption.getOrElse(MeterTotals(0, 0))
    val after = readings.foldLeft(before)((known, reading) =>
      MeterTotals(known.readings + 1, known.total + reading)
    )
    state.update(after)
    Iterator(meter -> after)
  }

  private def count(district: String, readings: Iterator[Long], state: GroupState[Long]) = {
    val after = state.getOption.getOrElse(0L) + readings.size
    state.update(after)
    Iterator(district -> after)
  }
}

final class NewMetersInScala(
    spark: SparkSession,
    savepoint: OpenSavepoint,
    brokers: String,
    topic: String
) {
  import spark.implicits._

  private def readings(startingOffsets: String): DataFrame =
    spark.readStream
      .format("kafka")
      .option("kafka.bootstrap.servers", brokers)
      .option("subscribe", topic)
      .option("startingOffsets", startingOffsets)
      .load()
      .selectExpr("split(CAST(value AS STRING), ',') AS parts", "timestamp")

  def meters: DataFrame = {
    val before = savepoint
      .state("updateStateByKey-2")
      .select("key", "state")
      .as[(String, MeterTotals)]
      .groupByKey(_._1)
      .mapValues(_._2)
    readings(savepoint.startingOffsets)
      .selectExpr("parts[1]", "CAST(parts[2] AS BIGINT)")
      .as[(String, Long)]
      .groupByKey(_._1)
      .mapValues(_._2)
      .flatMapGroupsWithState(OutputMode.Update, GroupStateTimeout.NoTimeout, before)(
        NewMetersInScala.add
      )
      .selectExpr("_1 AS meter", "_2.readings", "_2.total")
  }

  def districts: DataFrame = {
    val before = savepoint
      .state("mapWithState-9")
      .select("key", "state")
      .as[(String, Long)]
      .groupByKey(_._1)
      .mapValues(_._2)
    readings(savepoint.startingOffsets)
      .selectExpr("parts[0]", "1L")
      .as[(String, Long)]
      .groupByKey(_._1)
      .mapValues(_._2)
      .flatMapGroupsWithState(OutputMode.Update, GroupStateTimeout.NoTimeout, before)(
        NewMetersInScala.count
      )
      .toDF("district", "readings")
  }

  /** Begins with the records of the windows that go on, which the other queries do not read. */
  def windows: DataFrame = {
    val replay =
      SavepointInput.replay(savepoint, Duration.ofSeconds(10), Map("bootstrap.servers" -> brokers).asJava)
    val start = savepoint.windowStartMillis(10000, 5000)
    readings(replay.startingOffsets)
      .selectExpr("parts[0] AS district", "timestamp")
      .withWatermark("timestamp", "10 minutes")
      .groupBy(window($"timestamp", "10 seconds", "5 seconds", s"$start milliseconds"), $"district")
      .count()
      .where(replay.isUnwritten(col("window.end")))
      .selectExpr("window.end", "district", "count", "'new' AS program")
  }

  def notes(directory: String): DataFrame =
    spark.readStream
      .text(directory)
      .where(SavepointInput.isOfUnreadFile(savepoint))
      .selectExpr("value AS note", "'new' AS program")
}
