package io.twinstream.internals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import scala.Option;
import scala.Tuple2;

/**
 * A checkpoint file of a classic job as objects, whose settings and places can be changed before a
 * context is made of it.
 *
 * <p>Depends on {@code Checkpoint}: its fields {@code sparkConfPairs}, {@code framework} and {@code
 * checkpointDir}, {@code serialize} and {@code deserialize}; and on the constructor of {@code
 * StreamingContext} that {@code getOrCreate} calls.
 */
public final class FrozenCheckpoint {
  private static final String CODEC = "spark.io.compression.codec";
  private static final String APP_NAME = "spark.app.name";

  /** A context that is made with it turns to that directory, whatever the checkpoint says. */
  private static final String DIRECTORY = "spark.streaming.checkpoint.directory";

  private final Checkpoint checkpoint;

  private FrozenCheckpoint(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * Reads a file by the classes of this thread.
   *
   * @param codec what it is compressed with
   */
  public static FrozenCheckpoint read(Path file, String codec, Configuration hadoop)
      throws IOException {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return new FrozenCheckpoint(
          Checkpoint.deserialize(in, new SparkConf(false).set(CODEC, codec)));
    }
  }

  /** Reads the content of a file that was written with these settings. */
  public static FrozenCheckpoint of(byte[] file, SparkConf conf) {
    return new FrozenCheckpoint(Checkpoint.deserialize(new ByteArrayInputStream(file), conf));
  }

  /** Returns the settings of the context that this process has; null if it has none. */
  public static SparkConf ofRunningContext() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    return active.isEmpty() ? null : active.get().getConf();
  }

  /** Returns the frozen settings. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Tuple2<String, String> pair : checkpoint.sparkConfPairs()) {
      settings.put(pair._1(), pair._2());
    }
    return settings;
  }

  /** Returns the directory that a context made of it writes into. */
  public String directory() {
    return checkpoint.checkpointDir();
  }

  /** Returns the batch time of the file. */
  public long batchMillis() {
    return checkpoint.checkpointTime().milliseconds();
  }

  /** Returns the folders of the RDDs that it leads to, each with the batch time of its RDD. */
  public SortedMap<String, Long> state() {
    SortedMap<String, Long> state = new TreeMap<>();
    Streams.forEach(
        checkpoint.graph(),
        stream ->
            Streams.checkpointed(stream)
                .forEach((time, path) -> state.put(path, time.milliseconds())));
    return state;
  }

  /**
   * Changes settings, also where operators keep their own copies of them.
   *
   * @throws io.twinstream.error.UserError if an operator cannot take one
   */
  public void change(Map<String, String> changes) {
    Map<String, String> settings = settings();
    settings.putAll(changes);
    settings(settings);
    if (changes.containsKey(APP_NAME)) {
      FinalField.set(checkpoint, "framework", changes.get(APP_NAME));
    }
    FrozenRates.change(checkpoint.graph(), changes.keySet(), conf());
  }

  /**
   * Turns it to another directory.
   *
   * @param place where each folder of an RDD is now
   */
  public void moveTo(String directory, UnaryOperator<String> place) {
    FinalField.set(checkpoint, "checkpointDir", directory);
    Map<String, String> settings = settings();
    if (settings.replace(DIRECTORY, directory) != null) {
      settings(settings);
    }
    Streams.forEach(
        checkpoint.graph(),
        stream ->
            Streams.checkpointed(stream)
                .forEach(
                    (Time time, String path) ->
                        stream.checkpointData().data().put(time, place.apply(path))));
  }

  /** Makes the context, which starts Spark if it is not there; what it runs it does not start. */
  public StreamingContext open() {
    return new StreamingContext(null, checkpoint, null);
  }

  /** Makes the context in one of Spark that is there. */
  public StreamingContext open(SparkContext spark) {
    return new StreamingContext(spark, checkpoint, null);
  }

  /** Returns what a file of it holds; only once it has a context, as Spark writes no other. */
  public byte[] bytes() {
    return Checkpoint.serialize(checkpoint, conf());
  }

  private void settings(Map<String, String> settings) {
    @SuppressWarnings("unchecked")
    Tuple2<String, String>[] pairs =
        settings.entrySet().stream()
            .map(each -> new Tuple2<>(each.getKey(), each.getValue()))
            .toArray(Tuple2[]::new);
    FinalField.set(checkpoint, "sparkConfPairs", pairs);
  }

  private SparkConf conf() {
    SparkConf conf = new SparkConf(false);
    settings().forEach(conf::set);
    return conf;
  }
}
