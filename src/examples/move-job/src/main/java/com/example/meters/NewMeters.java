package com.example.meters;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.window;

import io.twinstream.restart.SavepointInput;
import io.twinstream.savepoint.OpenSavepoint;
import io.twinstream.savepoint.Savepoints;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;

/** The port of {@link OldMeters}: a query, and a checkpoint, for each of its outputs. */
public final class NewMeters {
  private static final String NAME = "new";
  private static final Encoder<Meter> METER = Encoders.bean(Meter.class);
  private static final Encoder<Tuple2<String, Meter>> METERS =
      Encoders.tuple(Encoders.STRING(), METER);
  private static final Encoder<Tuple2<String, Long>> COUNTS =
      Encoders.tuple(Encoders.STRING(), Encoders.LONG());

  private final SparkSession spark;
  private final OpenSavepoint savepoint;
  private final String brokers;
  private final String topic;
  private final String url;
  private final String checkpoint;

  private NewMeters(SparkSession spark, String[] args) {
    this.spark = spark;
    this.savepoint = Savepoints.read(spark, args[5]);
    this.brokers = args[0];
    this.topic = args[1];
    this.url = args[2];
    this.checkpoint = args[4];
  }

  /** Takes what {@link OldMeters} takes, with a new checkpoint, and the savepoint. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().appName("meters").getOrCreate();
    spark.conf().set("spark.sql.shuffle.partitions", "2");
    NewMeters port = new NewMeters(spark, args);
    port.meters();
    port.districts();
    port.windows();
    port.notes(args[3]);
    spark.streams().awaitAnyTermination();
  }

  private void meters() throws TimeoutException {
    KeyValueGroupedDataset<String, Meter> before =
        savepoint
            .state("updateStateByKey-2")
            .selectExpr("key AS _1", "state AS _2")
            .as(METERS)
            .groupByKey((MapFunction<Tuple2<String, Meter>, String>) Tuple2::_1, Encoders.STRING())
            .mapValues((MapFunction<Tuple2<String, Meter>, Meter>) Tuple2::_2, METER);
    FlatMapGroupsWithStateFunction<String, Long, Meter, Tuple2<String, Meter>> add = NewMeters::add;
    Dataset<Row> rows =
        readings(savepoint.startingOffsets())
            .selectExpr("parts[1] AS _1", "CAST(parts[2] AS BIGINT) AS _2")
            .as(COUNTS)
            .groupByKey((MapFunction<Tuple2<String, Long>, String>) Tuple2::_1, Encoders.STRING())
            .mapValues((MapFunction<Tuple2<String, Long>, Long>) Tuple2::_2, Encoders.LONG())
            .flatMapGroupsWithState(
                add, OutputMode.Update(), METER, METERS, GroupStateTimeout.NoTimeout(), before)
            .selectExpr("_1 AS meter", "_2.readings", "_2.total");
    start("meters", rows, Tables.METERS);
  }

  /** In the first micro-batch it is also called for each meter of the savepoint. */
  private static Iterator<Tuple2<String, Meter>> add(
      String name, Iterator<Long> readings, GroupState<Meter> state) {
    Meter meter = state.exists() ? state.get() : new Meter();
    readings.forEachRemaining(meter::add);
    state.update(meter);
    return List.of(new Tuple2<>(name, meter)).iterator();
  }

  private void districts() throws TimeoutException {
    KeyValueGroupedDataset<String, Long> before =
        savepoint
            .state("mapWithState-9")
            .selectExpr("key AS _1", "state AS _2")
            .as(COUNTS)
            .groupByKey((MapFunction<Tuple2<String, Long>, String>) Tuple2::_1, Encoders.STRING())
            .mapValues((MapFunction<Tuple2<String, Long>, Long>) Tuple2::_2, Encoders.LONG());
    FlatMapGroupsWithStateFunction<String, Long, Long, Tuple2<String, Long>> count =
        NewMeters::count;
    Dataset<Row> rows =
        readings(savepoint.startingOffsets())
            .selectExpr("parts[0] AS _1", "1L AS _2")
            .as(COUNTS)
            .groupByKey((MapFunction<Tuple2<String, Long>, String>) Tuple2::_1, Encoders.STRING())
            .mapValues((MapFunction<Tuple2<String, Long>, Long>) Tuple2::_2, Encoders.LONG())
            .flatMapGroupsWithState(
                count,
                OutputMode.Update(),
                Encoders.LONG(),
                COUNTS,
                GroupStateTimeout.NoTimeout(),
                before)
            .selectExpr("_1 AS district", "_2 AS readings");
    start("districts", rows, Tables.DISTRICTS);
  }

  private static Iterator<Tuple2<String, Long>> count(
      String district, Iterator<Long> readings, GroupState<Long> state) {
    long after = state.exists() ? state.get() : 0;
    for (; readings.hasNext(); readings.next()) {
      after++;
    }
    state.update(after);
    return List.of(new Tuple2<>(district, after)).iterator();
  }

  /** Begins with the records of the windows that go on, which the other queries do not read. */
  private void windows() throws TimeoutException {
    Duration length = Duration.ofSeconds(10);
    Duration slide = Duration.ofSeconds(5);
    SavepointInput.Replay replay =
        SavepointInput.replay(savepoint, length, Map.of("bootstrap.servers", brokers));
    long startMillis = savepoint.windowStartMillis(length.toMillis(), slide.toMillis());
    Dataset<Row> rows =
        readings(replay.startingOffsets())
            .selectExpr("parts[0] AS district", "timestamp")
            .withWatermark("timestamp", "10 minutes")
            .groupBy(
                window(
                    col("timestamp"), "10 seconds", "5 seconds", startMillis + " milliseconds"),
                col("district"))
            .count()
            .where(replay.isUnwritten(col("window.end")))
            .selectExpr("window.end AS end", "district", "count", "'" + NAME + "' AS program");
    start("windows", rows, Tables.WINDOWS);
  }

  private void notes(String directory) throws TimeoutException {
    Dataset<Row> rows =
        spark
            .readStream()
            .text(directory)
            .where(SavepointInput.isOfUnreadFile(savepoint))
            .selectExpr("value AS note", "'" + NAME + "' AS program");
    start("notes", rows, Tables.NOTES);
  }

  private Dataset<Row> readings(String startingOffsets) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", brokers)
        .option("subscribe", topic)
        .option("startingOffsets", startingOffsets)
        .load()
        .selectExpr("split(CAST(value AS STRING), ',') AS parts", "timestamp");
  }

  private void start(String name, Dataset<Row> rows, String statement) throws TimeoutException {
    String to = url;
    VoidFunction2<Dataset<Row>, Long> write =
        (batch, id) ->
            batch.foreachPartition(
                (ForeachPartitionFunction<Row>)
                part -> {
                  Iterable<Row> all = () -> part;
                  Tables.write(
                      to,
                      statement,
                      StreamSupport.stream(all.spliterator(), false)
                          .map(NewMeters::values)
                          .iterator());
                });
    rows.writeStream()
        .queryName(name)
        .outputMode("update")
        .option("checkpointLocation", checkpoint + "/" + name)
        .foreachBatch(write)
        .start();
  }

  private static Object[] values(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return values;
  }
}
