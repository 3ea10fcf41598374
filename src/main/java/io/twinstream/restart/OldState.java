package io.twinstream.restart;

import com.google.common.base.Throwables;
import io.twinstream.error.UserError;
import io.twinstream.internals.SeededGraph;
import io.twinstream.migration.inspect.Compression;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.move.Plan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.input.PortableDataStream;

/**
 * Reads the state that other classes wrote as objects of those that are here, and checkpoints it
 * where the context of Spark checkpoints.
 */
final class OldState {
  private static final String KRYO = "KryoSerializer";

  private final SparkContext spark;
  private final DStreamCheckpoint checkpoint;

  OldState(SparkContext spark, DStreamCheckpoint checkpoint) {
    this.spark = spark;
    this.checkpoint = checkpoint;
  }

  /**
   * Returns the folder of a copy.
   *
   * @throws UserError if these classes cannot read it
   */
  String copy(Plan.State state) {
    try {
      JavaRDD<Object> records = checkpoint.isKryo() ? byKryo(state) : byJava(state);
      records.checkpoint();
      records.isEmpty(); // the first job checkpoints all of it
      return records.getCheckpointFile().get();
    } catch (RuntimeException e) {
      throw unreadable(state, e);
    }
  }

  private JavaRDD<Object> byJava(Plan.State state) {
    return JavaSparkContext.fromSparkContext(spark)
        .binaryFiles(new Path(state.place(), "part-*").toString())
        .values()
        .flatMap(OldState::records);
  }

  private static Iterator<Object> records(PortableDataStream part) {
    try {
      return new EvolvedObjects(
          Compression.decompressIfCompressed(new BufferedInputStream(part.open())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mapping makes it an RDD that is not checkpointed yet. */
  private JavaRDD<Object> byKryo(Plan.State state) {
    if (!spark.getConf().get("spark.serializer", "").endsWith(KRYO)) {
      throw UserError.usage("Kryo wrote it, and this program sets another spark.serializer");
    }
    return SeededGraph.checkpointed(spark, state.place()).map(record -> record);
  }

  private static UserError unreadable(Plan.State state, RuntimeException failure) {
    Throwable cause = Throwables.getRootCause(failure);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return UserError.failed(
        "state %s in %s: cannot be read with the classes that are here (%s: %s): keep those that it holds, with the fields that they have; new fields are null or 0"
            .formatted(state.name(), state.place(), cause.getClass().getSimpleName(), message),
        failure);
  }
}
