package com.example.meters;

import java.sql.Timestamp;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import scala.Tuple2;

/**
 * The program that is to be moved. Readings are lines {@code district,meter,value} of a topic:
 * totals of meters, readings of districts, those of the last ten seconds; and notes, the lines of
 * files in a directory.
 */
public final class OldMeters {
  private static final String NAME = "old";

  private OldMeters() {}

  /** Takes Kafka's host and port, a topic, a database, a directory, and the checkpoint. */
  public static void main(String[] args) throws Exception {
    JavaStreamingContext context =
        JavaStreamingContext.getOrCreate(
            args[4], () -> create(args[0], args[1], args[2], args[3], args[4]));
    context.start();
    context.awaitTermination();
  }

  private static JavaStreamingContext create(
      String brokers, String topic, String url, String directory, String checkpoint) {
    SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "meters");
    JavaStreamingContext context = new JavaStreamingContext(conf, Durations.seconds(1));
    context.checkpoint(checkpoint);

    Map<String, Object> kafka =
        Map.of(
            "bootstrap.servers", brokers,
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", StringDeserializer.class,
            "group.id", topic,
            "auto.offset.reset", "earliest",
            "enable.auto.commit", false);
    JavaDStream<String[]> readings =
        KafkaUtils.createDirectStream(
                context,
                LocationStrategies.PreferConsistent(),
                ConsumerStrategies.<String, String>Subscribe(List.of(topic), kafka))
            .map(ConsumerRecord::value)
            .map(line -> line.split(","));

    Function2<List<Long>, Optional<Meter>, Optional<Meter>> add = OldMeters::add;
    JavaPairDStream<String, Meter> meters =
        readings
            .mapToPair(reading -> new Tuple2<>(reading[1], Long.valueOf(reading[2])))
            .updateStateByKey(add);
    meters.checkpoint(Durations.seconds(2));
    meters.foreachRDD(
        rdd ->
            rdd.foreachPartition(
                rows ->
                    write(
                        url,
                        Tables.METERS,
                        rows,
                        row ->
                            new Object[] {row._1, row._2.getReadings(), row._2.getTotal()})));

    Function3<String, Optional<Long>, State<Long>, Tuple2<String, Long>> count = OldMeters::count;
    JavaPairDStream<String, Long> ofDistricts =
        readings.mapToPair(reading -> new Tuple2<>(reading[0], 1L)).reduceByKey(Long::sum);
    JavaMapWithStateDStream<String, Long, Long, Tuple2<String, Long>> districts =
        ofDistricts.mapWithState(StateSpec.function(count));
    districts.checkpoint(Durations.seconds(2));
    districts.foreachRDD(
        rdd ->
            rdd.foreachPartition(
                rows ->
                    write(url, Tables.DISTRICTS, rows, row -> new Object[] {row._1, row._2})));

    ofDistricts
        .reduceByKeyAndWindow(Long::sum, Durations.seconds(10), Durations.seconds(5))
        .foreachRDD(
            (rdd, time) -> {
              Timestamp end = new Timestamp(time.milliseconds());
              rdd.foreachPartition(
                  rows ->
                      write(
                          url,
                          Tables.WINDOWS,
                          rows,
                          row -> new Object[] {end, row._1, row._2, NAME}));
            });

    context
        .textFileStream(directory)
        .foreachRDD(
            rdd ->
                rdd.foreachPartition(
                    rows -> write(url, Tables.NOTES, rows, row -> new Object[] {row, NAME})));
    return context;
  }

  private static Optional<Meter> add(List<Long> readings, Optional<Meter> before) {
    Meter meter = before.orElse(new Meter());
    readings.forEach(meter::add);
    return Optional.of(meter);
  }

  private static Tuple2<String, Long> count(
      String district, Optional<Long> added, State<Long> state) {
    long after = (state.exists() ? state.get() : 0L) + added.orElse(0L);
    state.update(after);
    return new Tuple2<>(district, after);
  }

  private static <T> void write(
      String url, String statement, Iterator<T> rows, MapFunction<T, Object[]> values)
      throws Exception {
    Tables.write(
        url,
        statement,
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public Object[] next() {
            try {
              return values.call(rows.next());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        });
  }
}
