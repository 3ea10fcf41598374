package io.twinstream.migration.move

import io.twinstream.savepoint.{OpenSavepoint, Savepoints}
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions.{expr, max, min, sum}

/** The Scala application of the page on savepoints that aggregates. */
object OrderSums {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.getOrCreate()
    val savepoint = Savepoints.read(spark, args(0))
    val orders = spark.readStream
      .format("kafka")
      .option("kafka.bootstrap.servers", "localhost:9092")
      .option("subscribe", "orders")
      .option("startingOffsets", savepoint.startingOffsets)
      .load()
      .selectExpr("CAST(value AS STRING)")
    sums(savepoint, orders).writeStream
      .outputMode("update")
      .format("console")
      .option("checkpointLocation", args(1))
      .start()
      .awaitTermination()
  }

  /** Orders are lines of a customer and an amount. */
  def sums(savepoint: OpenSavepoint, orders: DataFrame): DataFrame = {
    val before = savepoint
      .seed()
      .selectExpr("key AS customer", "state.orders", "state.revenue", "state.least", "state.most")
    val one = orders
      .selectExpr(
        "split(value, ' ')[0] AS customer",
        "CAST(split(value, ' ')[1] AS DECIMAL(12, 2)) AS amount"
      )
      .selectExpr("customer", "1L AS orders", "amount AS revenue", "amount AS least", "amount AS most")
    before
      .union(one)
      .groupBy("customer")
      .agg(
        sum("orders").as("orders"),
        sum("revenue").as("revenue"),
        min("least").as("least"),
        max("most").as("most")
      )
      .withColumn("average", expr("revenue / orders"))
  }
}
