package io.twinstream.migration.move;

import static org.apache.spark.sql.functions.sum;

import io.twinstream.savepoint.OpenSavepoint;
import io.twinstream.savepoint.Savepoints;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Java application of the page on savepoints that aggregates. */
public final class WordTotals {
  private WordTotals() {}

  /** Takes a savepoint, a new checkpoint, Kafka's host and port, a topic, and where rows go. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().getOrCreate();
    VoidFunction2<Dataset<Row>, Long> write =
        (rows, batch) -> rows.write().mode("overwrite").json(args[4] + "/" + batch);
    totals(spark, args[0], args[2], args[3])
        .writeStream()
        .outputMode("update")
        .foreachBatch(write)
        .option("checkpointLocation", args[1])
        .start()
        .awaitTermination();
  }

  static Dataset<Row> totals(SparkSession spark, String folder, String servers, String topic) {
    OpenSavepoint savepoint = Savepoints.read(spark, folder);
    Dataset<Row> before = savepoint.seed().selectExpr("key AS word", "state.total AS count");
    Dataset<Row> words =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", servers)
            .option("subscribe", topic)
            .option("startingOffsets", savepoint.startingOffsets())
            .load()
            .selectExpr("explode(split(CAST(value AS STRING), ' ')) AS word", "1L AS count");
    return before.union(words).groupBy("word").agg(sum("count").as("count"));
  }
}
