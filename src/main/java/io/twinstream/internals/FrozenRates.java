package io.twinstream.internals;

import io.twinstream.error.UserError;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.DStreamGraph;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.rate.RateEstimator;
import org.apache.spark.streaming.scheduler.rate.RateEstimator$;
import scala.Option;

/**
 * The settings of which input streams keep a copy when they are made, so that other settings alone
 * would change nothing.
 *
 * <p>Depends on {@code DirectKafkaInputDStream}, its fields {@code ppc} (a {@code
 * DefaultPerPartitionConfig}), {@code initialRate} and {@code rateController}; on {@code
 * ReceiverInputDStream.rateController}; and on {@code RateEstimator.create}.
 */
final class FrozenRates {
  private static final String KAFKA = "org.apache.spark.streaming.kafka010.";
  private static final String DIRECT_STREAM = KAFKA + "DirectKafkaInputDStream";
  private static final String RECEIVER = "org.apache.spark.streaming.dstream.ReceiverInputDStream";
  private static final String PER_PARTITION = KAFKA + "DefaultPerPartitionConfig";
  private static final Set<String> OF_PARTITIONS =
      Set.of(
          "spark.streaming.kafka.maxRatePerPartition", "spark.streaming.kafka.minRatePerPartition");
  private static final String INITIAL = "spark.streaming.backpressure.initialRate";
  private static final String BACKPRESSURE = "spark.streaming.backpressure.";

  private FrozenRates() {}

  /** Gives the input streams what is in the settings, as far as that was changed. */
  static void change(DStreamGraph graph, Set<String> changed, SparkConf conf) {
    boolean isOfPartitions = changed.stream().anyMatch(OF_PARTITIONS::contains);
    boolean isBackpressure = changed.stream().anyMatch(each -> each.startsWith(BACKPRESSURE));
    for (InputDStream<?> stream : graph.getInputStreams()) {
      boolean isDirect = isA(stream, DIRECT_STREAM);
      if (isDirect && isOfPartitions) {
        ratePerPartition(stream, conf);
      }
      if (isDirect && changed.contains(INITIAL)) {
        FinalField.set(stream, "initialRate", conf.getLong(INITIAL, 0));
      }
      if (isBackpressure && (isDirect || isA(stream, RECEIVER))) {
        Option<?> controller =
            conf.getBoolean(BACKPRESSURE + "enabled", false)
                ? Option.apply(controller(stream, isDirect, graph.batchDuration(), conf))
                : Option.empty();
        FinalField.set(stream, "rateController", controller);
      }
    }
  }

  private static boolean isA(DStream<?> stream, String name) {
    Class<?> type = stream.getClass();
    while (type != null && !type.getName().equals(name)) {
      type = type.getSuperclass();
    }
    return type != null;
  }

  private static void ratePerPartition(InputDStream<?> stream, SparkConf conf) {
    Object kept = FinalField.get(stream, "ppc");
    if (!kept.getClass().getName().equals(PER_PARTITION)) {
      throw UserError.usage(
          "setting %s: input stream %d takes its rates from %s, which the checkpoint holds, and not from settings"
              .formatted(String.join(", ", OF_PARTITIONS), stream.id(), kept.getClass().getName()));
    }
    // Spark 4 has the parameter of a type above SparkConf.
    Class<?> settings = kept.getClass().getConstructors()[0].getParameterTypes()[0];
    FinalField.set(stream, "ppc", made(kept.getClass(), new Class<?>[] {settings}, conf));
  }

  private static Object controller(
      InputDStream<?> stream, boolean isDirect, Duration batch, SparkConf conf) {
    String owner = isDirect ? DIRECT_STREAM : RECEIVER;
    String name = owner + (isDirect ? "$DirectKafkaRateController" : "$ReceiverRateController");
    ClassLoader loader = stream.getClass().getClassLoader();
    try {
      return made(
          Class.forName(name, true, loader),
          new Class<?>[] {Class.forName(owner, true, loader), int.class, RateEstimator.class},
          stream,
          stream.id(),
          RateEstimator$.MODULE$.create(conf, batch));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object made(Class<?> type, Class<?>[] types, Object... with) {
    try {
      return type.getConstructor(types).newInstance(with);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Spark makes no %s".formatted(type), e);
    }
  }
}
