package io.twinstream.migration.own;

import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.reflect.ClassTag$;

/** A stream as an input stream, which is what {@code KafkaUtils.createDirectStream} returns. */
final class ForwardedInput<T> extends InputDStream<T> {
  private static final long serialVersionUID = 1L;

  private final DStream<T> stream;

  ForwardedInput(DStream<T> stream) {
    super(stream.ssc(), ClassTag$.MODULE$.apply(Object.class));
    this.stream = stream;
  }

  /** None while the constructor of the superclass runs, which asks. */
  @Override
  @SuppressWarnings("unchecked") // a list of nothing is one of anything
  public List<DStream<?>> dependencies() {
    List<DStream<?>> none = (List<DStream<?>>) (List<?>) Nil$.MODULE$;
    return stream == null ? none : none.$colon$colon(stream);
  }

  @Override
  public Option<RDD<T>> compute(Time time) {
    return stream.getOrCompute(time);
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}
}
