package io.twinstream.migration.move

import io.twinstream.savepoint.Savepoints
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.serialization.StringDeserializer
import org.apache.spark.HashPartitioner
import org.apache.spark.sql.SparkSession
import org.apache.spark.streaming.{Seconds, StreamingContext}
import org.apache.spark.streaming.dstream.DStream
import org.apache.spark.streaming.kafka010.ConsumerStrategies.Subscribe
import org.apache.spark.streaming.kafka010.KafkaUtils
import org.apache.spark.streaming.kafka010.LocationStrategies.PreferConsistent
import scala.collection.JavaConverters._

/** The Scala application of the page on savepoints. */
object OrderTotalsBack {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.getOrCreate()
    val ssc = new StreamingContext(spark.sparkContext, Seconds(1))
    ssc.checkpoint(args(1))
    totals(spark, ssc, args(0)).print()
    ssc.start()
    ssc.awaitTermination()
  }

  def totals(spark: SparkSession, ssc: StreamingContext, folder: String): DStream[(String, Long)] = {
    import spark.implicits._
    val savepoint = Savepoints.read(spark, folder)
    val before = savepoint.state.selectExpr("key", "state.total").as[(String, Long)].rdd
    val offsets = savepoint.offsets.asScala.map { case (at, offset) =>
      new TopicPartition(at.topic, at.partition) -> offset.toLong
    }
    val kafka = Map[String, Object](
      "bootstrap.servers" -> "localhost:9092",
      "group.id" -> "order-totals",
      "key.deserializer" -> classOf[StringDeserializer],
      "value.deserializer" -> classOf[StringDeserializer],
      "enable.auto.commit" -> java.lang.Boolean.FALSE
    )
    KafkaUtils
      .createDirectStream[String, String](
        ssc,
        PreferConsistent,
        Subscribe[String, String](Seq("orders"), kafka, offsets)
      )
      .map(order => order.value.split(" ")(0) -> 1L)
      .updateStateByKey(
        (orders: Seq[Long], total: Option[Long]) => Some(total.getOrElse(0L) + orders.sum),
        new HashPartitioner(2),
        before
      )
  }
}
