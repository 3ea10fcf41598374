package io.twinstream.restart;

import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Makes the context of a classic application from its checkpoint, as {@code
 * StreamingContext.getOrCreate} does, where Spark's own call cannot:
 *
 * <ul>
 *   <li>With other settings. A checkpoint freezes nearly all of them, and Spark takes those of the
 *       new start for none but a few. Here the application continues from a rewritten copy.
 *   <li>With changed classes, where the checkpoint cannot be deserialized any more. The application
 *       then begins with the topology of its factory, at the Kafka offsets and with the state (of
 *       {@code updateStateByKey} and {@code mapWithState}) at which the old one can be cut.
 *   <li>From a checkpoint that was copied to another place.
 * </ul>
 *
 * <p>In each of these cases the copy is a new folder {@code generation-N} in the checkpoint
 * directory, in which the application goes on from then on; the same call finds it at the next
 * start. What was there before is only read. A driver that is killed before the copy is whole
 * leaves a folder that is not used. While a program still writes the old checkpoint, nothing is
 * made.
 *
 * <p>Where there is nothing to change, and where there is no checkpoint, it is Spark's call.
 *
 * <p>To be called before anything else starts Spark in this process: the settings are those of the
 * {@code SparkContext}, which is made here.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Returns the context of an application; not started.
   *
   * @param directory the checkpoint directory, the same at every start
   * @param overrides the settings that are to be in force, by name; those of the checkpoint, or of
   *     the factory, stay for all others
   * @param factory makes the context and all of its streams, as for Spark's call; is called if
   *     there is no checkpoint, or if classes have changed
   * @throws UserError if a setting is one that a restart cannot change; if the checkpoint cannot be
   *     continued; if another program runs on it. Nothing that was there is changed then
   */
  public static JavaStreamingContext getOrCreate(
      String directory, Map<String, String> overrides, Function0<JavaStreamingContext> factory) {
    return new JavaStreamingContext(
        Restart.getOrCreate(directory, overrides, () -> factory.call().ssc()));
  }

  /**
   * Returns the context of an application in Scala; not started.
   *
   * @param directory the checkpoint directory, the same at every start
   * @param overrides the settings that are to be in force, by name
   * @param factory makes the context and all of its streams
   * @throws UserError as for Java
   */
  public static StreamingContext getOrCreate(
      String directory,
      scala.collection.Map<String, String> overrides,
      scala.Function0<StreamingContext> factory) {
    Map<String, String> asked = new LinkedHashMap<>();
    Iterator<Tuple2<String, String>> all = overrides.iterator();
    while (all.hasNext()) {
      Tuple2<String, String> each = all.next();
      asked.put(each._1(), each._2());
    }
    return Restart.getOrCreate(directory, asked, factory::apply);
  }
}
