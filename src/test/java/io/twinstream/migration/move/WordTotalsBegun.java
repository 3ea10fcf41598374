package io.twinstream.migration.move;

import static org.apache.spark.sql.functions.sum;

import io.twinstream.savepoint.OpenSavepoint;
import io.twinstream.savepoint.Savepoints;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The same port, which begins with a checkpoint that is there in place of a seed. */
public final class WordTotalsBegun {
  private WordTotalsBegun() {}

  /** Takes a savepoint, a new checkpoint, Kafka's host and port, a topic, and where rows go. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().getOrCreate();
    OpenSavepoint savepoint = Savepoints.read(spark, args[0]);
    Dataset<Row> before = savepoint.seed().selectExpr("key AS word", "state.total AS count");
    savepoint.writeCheckpoint(args[1], "update", totals(before));
    VoidFunction2<Dataset<Row>, Long> write =
        (rows, batch) -> rows.write().mode("overwrite").json(args[4] + "/" + batch);
    Dataset<Row> words =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", args[2])
            .option("subscribe", args[3])
            .load()
            .selectExpr("explode(split(CAST(value AS STRING), ' ')) AS word", "1L AS count");
    totals(words)
        .writeStream()
        .outputMode("update")
        .foreachBatch(write)
        .option("checkpointLocation", args[1])
        .start()
        .awaitTermination();
  }

  static Dataset<Row> totals(Dataset<Row> words) {
    return words.groupBy("word").agg(sum("count").as("count"));
  }
}
