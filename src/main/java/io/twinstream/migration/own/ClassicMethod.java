package io.twinstream.migration.own;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.InputRecord;
import io.twinstream.error.UserError;
import io.twinstream.internals.WholeState;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaDStreamLike;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The classic twin that a method is: it takes streams of strings, bytes, Kafka's records, pairs of
 * key and value, or {@link InputRecord}s, contexts and options, in any order, and returns a stream,
 * or several, of which this is one.
 *
 * <p>Where it takes several streams, each is of a topic, in the order that was given.
 */
final class ClassicMethod implements DStreamTwin<String> {
  static final String WANTED =
      "a method from JavaDStream or DStream of String, byte[], ConsumerRecord, Tuple2 (key and value) or InputRecord, and options, to a stream or several in a list, map, tuple or class";

  /** By its name, as an application without Kafka has no such class. */
  private static final String KAFKA_RECORD = "org.apache.kafka.clients.consumer.ConsumerRecord";

  private static final Set<Class<?>> STREAMS =
      Set.of(
          JavaDStream.class,
          JavaInputDStream.class,
          JavaPairDStream.class,
          DStream.class,
          InputDStream.class);
  private static final Set<Class<?>> CONTEXTS =
      Set.of(
          JavaStreamingContext.class,
          StreamingContext.class,
          JavaSparkContext.class,
          SparkContext.class,
          SparkSession.class);

  private final TwinMethod method;
  private final MethodInput input;
  private final int output;
  private final ComparedColumns columns;

  ClassicMethod(TwinMethod method, MethodInput input, int output, ComparedColumns columns) {
    this.method = method;
    this.input = input;
    this.output = output;
    this.columns = columns;
  }

  /** Tells whether a method is such a one, given such options. */
  static boolean fits(Method method, List<String> words) {
    List<Class<?>> taken = List.of(method.getParameterTypes());
    return Outputs.areIn(method.getGenericReturnType(), ClassicMethod::isStream)
        && taken.stream().anyMatch(STREAMS::contains)
        && taken.stream()
            .allMatch(
                each ->
                    STREAMS.contains(each)
                        || CONTEXTS.contains(each)
                        || OptionWords.isTaken(each, words));
  }

  private static boolean isStream(Class<?> type) {
    return JavaDStreamLike.class.isAssignableFrom(type) || DStream.class.isAssignableFrom(type);
  }

  /** Returns how many streams the method takes. */
  static long inputs(TwinMethod method) {
    return method.parameters().stream()
        .filter(each -> STREAMS.contains(TwinMethod.erased(each)))
        .count();
  }

  @Override
  public JavaDStream<String> topology(ClassicInput in) {
    ComparedColumns asTheyAre = columns;
    Object rows = call(method, in.records(), input).all().get(output).value();
    return new JavaDStream<>(dstream(rows), tag())
        .transform(
            (batch, time) -> {
              long millis = time.milliseconds();
              return batch.map(row -> asTheyAre.ofClassic(row, millis));
            });
  }

  /** What is known of a stream without reading it. */
  record Shape(boolean isPairs, boolean isWholeState) {
    static Shape of(Outputs.Output output) {
      Class<?> type = output.value().getClass();
      return new Shape(
          JavaPairDStream.class.isAssignableFrom(type)
              || TwinMethod.argument(output.type(), 0) == Tuple2.class,
          WholeState.isIn(dstream(output.value())));
    }
  }

  /**
   * Returns what the method returns for a stream that is never read.
   *
   * @throws UserError if the method throws
   */
  static Outputs outputs(TwinMethod method, MethodInput input, SparkSession session) {
    JavaStreamingContext never =
        new JavaStreamingContext(
            JavaSparkContext.fromSparkContext(session.sparkContext()), Durations.seconds(1));
    try {
      return call(method, never.queueStream(new ArrayDeque<>()), input);
    } finally {
      never.stop(false, false);
    }
  }

  @SuppressWarnings("unchecked") // whatever it holds is an object
  private static DStream<Object> dstream(Object stream) {
    return (DStream<Object>)
        (stream instanceof JavaDStreamLike<?, ?, ?> java ? java.dstream() : stream);
  }

  /** Returns what the method returns. */
  private static Outputs call(
      TwinMethod method, JavaDStream<InputRecord> records, MethodInput input) {
    StreamingContext context = records.dstream().ssc();
    OptionWords words = new OptionWords(method, input.words());
    int next = 0;
    Object[] arguments = new Object[method.parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      Type wanted = method.parameters().get(i);
      Class<?> type = TwinMethod.erased(wanted);
      if (STREAMS.contains(type)) {
        arguments[i] = stream(method, ofTopic(records, input.topics(), next), wanted);
        next++;
      } else {
        arguments[i] = CONTEXTS.contains(type) ? context(type, context) : words.of(type);
      }
    }
    words.checkTaken();
    return Outputs.of(method, method.call(arguments), ClassicMethod::isStream);
  }

  private static JavaDStream<InputRecord> ofTopic(
      JavaDStream<InputRecord> records, List<String> topics, int index) {
    if (topics.isEmpty()) {
      return records;
    }
    String topic = topics.get(index);
    return records.filter(record -> record.topic().equals(topic));
  }

  private static Object context(Class<?> wanted, StreamingContext context) {
    if (wanted == JavaStreamingContext.class) {
      return new JavaStreamingContext(context);
    }
    if (wanted == StreamingContext.class) {
      return context;
    }
    if (wanted == SparkContext.class) {
      return context.sparkContext();
    }
    return wanted == JavaSparkContext.class
        ? JavaSparkContext.fromSparkContext(context.sparkContext())
        : SparkSession.builder().getOrCreate();
  }

  private static Object stream(TwinMethod method, JavaDStream<InputRecord> records, Type wanted) {
    Class<?> kind = TwinMethod.erased(wanted);
    if (kind == JavaPairDStream.class) {
      boolean isText = TwinMethod.argument(wanted, 1) != byte[].class;
      return records.mapToPair(record -> new Tuple2<>(key(record, true), payload(record, isText)));
    }
    JavaDStream<Object> elements = elements(method, records, wanted);
    if (kind == JavaDStream.class) {
      return elements;
    }
    if (kind == DStream.class) {
      return elements.dstream();
    }
    InputDStream<Object> input = new ForwardedInput<>(elements.dstream());
    return kind == InputDStream.class ? input : new JavaInputDStream<>(input, tag());
  }

  private static JavaDStream<Object> elements(
      TwinMethod method, JavaDStream<InputRecord> records, Type wanted) {
    Class<?> element = TwinMethod.argument(wanted, 0);
    if (element == InputRecord.class) {
      return records.map(record -> record);
    }
    if (element.getName().equals(KAFKA_RECORD)) {
      Type record = ((ParameterizedType) wanted).getActualTypeArguments()[0];
      boolean isTextKey = TwinMethod.argument(record, 0) != byte[].class;
      boolean isText = TwinMethod.argument(record, 1) != byte[].class;
      return records.map(each -> KafkaRecords.of(each, isTextKey, isText));
    }
    if (element == Tuple2.class) {
      return records.map(each -> new Tuple2<>(key(each, true), payload(each, true)));
    }
    if (element == byte[].class) {
      return records.filter(each -> !each.isTombstone()).map(InputRecord::valueBytes);
    }
    if (element == String.class || element == Object.class) {
      return records.filter(each -> !each.isTombstone()).map(InputRecord::value);
    }
    throw UserError.usage(
        "%s: takes a stream of %s; %s".formatted(method.spec(), element.getName(), WANTED));
  }

  static Object key(InputRecord record, boolean isText) {
    byte[] key = record.key();
    return key == null || !isText ? key : new String(key, StandardCharsets.UTF_8);
  }

  static Object payload(InputRecord record, boolean isText) {
    return isText ? record.value() : record.valueBytes();
  }

  private static ClassTag<Object> tag() {
    return ClassTag$.MODULE$.apply(Object.class);
  }
}
