package io.twinstream.internals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.dstream.InternalMapWithStateDStream;
import org.apache.spark.streaming.dstream.StateDStream;
import org.apache.spark.streaming.kafka010.DirectKafkaInputDStream;
import scala.collection.immutable.Map$;
import scala.reflect.ClassTag$;

/**
 * The graph of a context that was never started, made to stand where another application stood, as
 * if it had run until now: its checkpoint then goes on from there, by Spark's own recovery.
 *
 * <p>Depends on {@code DStreamGraph.start}, which initializes the operators, and {@code stop}; on
 * {@code DirectKafkaInputDStream.currentOffsets}; on {@code DStreamCheckpointData.data} of {@code
 * StateDStream} and {@code InternalMapWithStateDStream}; and on {@code Checkpoint}'s constructor.
 */
public final class SeededGraph {
  private final StreamingContext context;
  private final List<DStream<?>> updated = new ArrayList<>();
  private final List<DStream<?>> mapped = new ArrayList<>();
  private final List<DirectKafkaInputDStream<?, ?>> kafka = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  /** Looks at the operators of a context. */
  public SeededGraph(StreamingContext context) {
    this.context = context;
    for (InputDStream<?> input : context.graph().getInputStreams()) {
      if (input instanceof DirectKafkaInputDStream<?, ?> direct) {
        kafka.add(direct);
      } else {
        others.add(input.getClass().getName());
      }
    }
    Streams.forEach(context.graph(), this::look);
  }

  private void look(DStream<?> stream) {
    if (stream instanceof StateDStream) {
      updated.add(stream);
    } else if (stream instanceof InternalMapWithStateDStream) {
      mapped.add(stream);
    }
  }

  /** Returns how many input streams read Kafka directly. */
  public int kafkaInputs() {
    return kafka.size();
  }

  /** Returns the classes of the other input streams. */
  public List<String> otherInputs() {
    return List.copyOf(others);
  }

  /** Returns how many operators keep state as {@code updateStateByKey} does. */
  public int updateStates() {
    return updated.size();
  }

  /** Returns how many operators keep state as {@code mapWithState} does. */
  public int mapStates() {
    return mapped.size();
  }

  /** Lets an input stream begin at these offsets. */
  @SuppressWarnings("unchecked") // to Java what updated returns is raw in Scala 2.13
  public void offsets(int input, Map<TopicPartition, Long> offsets) {
    scala.collection.immutable.Map<TopicPartition, Object> all = Map$.MODULE$.empty();
    for (Map.Entry<TopicPartition, Long> each : offsets.entrySet()) {
      all = all.updated(each.getKey(), each.getValue());
    }
    kafka.get(input).currentOffsets_$eq(all);
  }

  /**
   * Returns the file of a checkpoint of the graph at its first batch.
   *
   * @param zeroMillis the batch time before the first batch
   * @param updateStates the folders of the state of the operators of {@link #updateStates}; empty
   *     for one that begins without
   * @param mapStates those of {@link #mapStates}
   */
  public byte[] checkpoint(long zeroMillis, List<String> updateStates, List<String> mapStates) {
    Time zero = new Time(zeroMillis);
    try {
      context.graph().start(zero);
    } finally {
      context.graph().stop();
    }
    put(zero, updated, updateStates);
    put(zero, mapped, mapStates);
    Time first = new Time(zeroMillis + batchMillis());
    return Checkpoint.serialize(new Checkpoint(context, first), context.sparkContext().getConf());
  }

  private static void put(Time zero, List<DStream<?>> operators, List<String> folders) {
    for (int i = 0; i < operators.size(); i++) {
      if (!folders.get(i).isEmpty()) {
        operators.get(i).checkpointData().data().put(zero, folders.get(i));
      }
    }
  }

  /** Returns the batch interval. */
  public long batchMillis() {
    return context.graph().batchDuration().milliseconds();
  }

  /** Returns the records of a checkpointed RDD, read by the serializer of the context of Spark. */
  public static JavaRDD<Object> checkpointed(SparkContext spark, String folder) {
    return spark.<Object>checkpointFile(folder, ClassTag$.MODULE$.Object()).toJavaRDD();
  }
}
