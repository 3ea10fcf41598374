package io.twinstream.jobs.engine;

import io.twinstream.api.InputRecord;
import io.twinstream.api.PortInput;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** The input of a port as a rule reads it: by the function that the classic twin uses. */
public final class StructuredInput {
  private StructuredInput() {}

  /** Returns what a rule makes of each line. */
  public static <T> Dataset<T> lines(PortInput in, FlatMapFunction<String, T> rule, Class<T> bean) {
    return in.lines().select("value").as(Encoders.STRING()).flatMap(rule, Encoders.bean(bean));
  }

  /** Returns what a rule makes of each record, which has no key and no headers here. */
  public static <T> Dataset<T> records(
      PortInput in, FlatMapFunction<InputRecord, T> rule, Class<T> bean) {
    FlatMapFunction<Row, T> ofRow = row -> rule.call(record(row));
    return lines(in).flatMap(ofRow, Encoders.bean(bean));
  }

  /** Returns the same as rows: the properties of the bean, and {@code at}, the arrival. */
  public static <T> Dataset<Row> arrivals(
      PortInput in, FlatMapFunction<InputRecord, T> rule, Class<T> bean) {
    Encoder<Tuple2<Timestamp, T>> timed = Encoders.tuple(Encoders.TIMESTAMP(), Encoders.bean(bean));
    FlatMapFunction<Row, Tuple2<Timestamp, T>> ofRow =
        row -> timed(row.getAs("arrivedAt"), rule.call(record(row)));
    return lines(in).flatMap(ofRow, timed).toDF("at", "bean").select("at", "bean.*");
  }

  private static <T> Iterator<Tuple2<Timestamp, T>> timed(Timestamp at, Iterator<T> beans) {
    List<Tuple2<Timestamp, T>> timed = new ArrayList<>();
    beans.forEachRemaining(bean -> timed.add(new Tuple2<>(at, bean)));
    return timed.iterator();
  }

  /** Keys, headers and bytes are left where they are: no rule here asks for them. */
  private static Dataset<Row> lines(PortInput in) {
    return in.lines().select("topic", "partition", "offset", "arrivedAt", "value");
  }

  private static InputRecord record(Row row) {
    return new InputRecord(
        row.getAs("topic"),
        row.<Integer>getAs("partition"),
        row.<Long>getAs("offset"),
        row.<Timestamp>getAs("arrivedAt").getTime(),
        row.getAs("value"));
  }
}
