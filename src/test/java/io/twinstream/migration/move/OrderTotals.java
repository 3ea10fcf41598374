package io.twinstream.migration.move;

import io.twinstream.savepoint.OpenSavepoint;
import io.twinstream.savepoint.Savepoints;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;

/** The Java application of the page on savepoints. */
public final class OrderTotals {
  private static final Encoder<Tuple2<String, Long>> TOTAL =
      Encoders.tuple(Encoders.STRING(), Encoders.LONG());

  private OrderTotals() {}

  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().getOrCreate();
    totals(spark, args[0])
        .writeStream()
        .outputMode("update")
        .format("console")
        .option("checkpointLocation", args[1])
        .start()
        .awaitTermination();
  }

  static Dataset<Tuple2<String, Long>> totals(SparkSession spark, String folder) {
    OpenSavepoint savepoint = Savepoints.read(spark, folder);
    KeyValueGroupedDataset<String, Long> before =
        savepoint
            .state()
            .selectExpr("key AS _1", "state.total AS _2")
            .as(TOTAL)
            .groupByKey((MapFunction<Tuple2<String, Long>, String>) Tuple2::_1, Encoders.STRING())
            .mapValues((MapFunction<Tuple2<String, Long>, Long>) Tuple2::_2, Encoders.LONG());
    FlatMapGroupsWithStateFunction<String, String, Long, Tuple2<String, Long>> add =
        OrderTotals::add;
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", "localhost:9092")
        .option("subscribe", "orders")
        .option("startingOffsets", savepoint.startingOffsets())
        .load()
        .selectExpr("CAST(value AS STRING)")
        .as(Encoders.STRING())
        .groupByKey((MapFunction<String, String>) order -> order.split(" ")[0], Encoders.STRING())
        .flatMapGroupsWithState(
            add,
            OutputMode.Update(),
            Encoders.LONG(),
            TOTAL,
            GroupStateTimeout.NoTimeout(),
            before);
  }

  /** In the first micro-batch it is also called for each total of the savepoint, without orders. */
  private static Iterator<Tuple2<String, Long>> add(
      String customer, Iterator<String> orders, GroupState<Long> total) {
    long after = total.exists() ? total.get() : 0;
    for (; orders.hasNext(); orders.next()) {
      after++;
    }
    total.update(after);
    return List.of(new Tuple2<>(customer, after)).iterator();
  }
}
