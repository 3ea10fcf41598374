package io.twinstream.internals;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec$;
import org.apache.spark.streaming.Checkpoint;
import scala.Option;

/**
 * Reads the checkpoint of a classic job as a recovery would, before there is a context: Spark
 * itself says in its log only why a file cannot be read, and goes on with an older one.
 *
 * <p>Depends on {@code Checkpoint.getCheckpointFiles} and {@code Checkpoint.deserialize}, as {@code
 * CheckpointReader} (3.5 and 4.1) uses them, on {@code DStreamGraph.batchDuration} and on {@code
 * CompressionCodec}.
 */
public final class ClassicCheckpoint {
  private ClassicCheckpoint() {}

  /**
   * What a directory holds; both are empty before the first checkpoint.
   *
   * @param unread the files that are newer than the one a recovery takes, newest first
   * @param taken the file that a recovery takes
   */
  public record Contents(List<Unread> unread, Optional<Taken> taken) {}

  /**
   * A file that cannot be read.
   *
   * @param why what reading it has thrown
   */
  public record Unread(String file, Throwable why) {}

  /**
   * A file that can be read.
   *
   * @param batchMillis the batch time it was written at
   * @param pending how many batches it names that were not done then
   */
  public record Taken(String file, long batchMillis, Duration batchInterval, int pending) {}

  /**
   * Returns what the directory holds. Loads the classes of the application, and writes nothing.
   *
   * @throws IOException if the directory cannot be listed
   */
  public static Contents read(String directory, SparkConf conf, Configuration hadoop)
      throws IOException {
    FileSystem files = new Path(directory).getFileSystem(hadoop);
    var found = Checkpoint.getCheckpointFiles(directory, Option.apply(files));
    List<Unread> unread = new ArrayList<>();
    for (int i = found.size() - 1; i >= 0; i--) {
      Path file = found.apply(i);
      try (InputStream in = files.open(file)) {
        return new Contents(unread, Optional.of(taken(file, Checkpoint.deserialize(in, conf))));
      } catch (Exception | LinkageError e) { // what a class of the application throws, too
        unread.add(new Unread(file.getName(), missingClass(files, file, conf).orElse(e)));
      }
    }
    return new Contents(unread, Optional.empty());
  }

  private static Taken taken(Path file, Checkpoint checkpoint) {
    return new Taken(
        file.getName(),
        checkpoint.checkpointTime().milliseconds(),
        Duration.ofMillis(checkpoint.graph().batchDuration().milliseconds()),
        checkpoint.pendingTimes().length);
  }

  /**
   * Returns the class that is not there; empty if none is missing. An object stream hides it behind
   * a {@code ClassCastException} where it is the class of what a lambda holds.
   */
  private static Optional<Throwable> missingClass(FileSystem files, Path file, SparkConf conf) {
    MissingClass[] reading = new MissingClass[1];
    try (InputStream in = files.open(file)) {
      InputStream objects = CompressionCodec$.MODULE$.createCodec(conf).compressedInputStream(in);
      reading[0] = new MissingClass(objects);
      reading[0].readObject();
    } catch (Exception | LinkageError same) {
      // as when it was read before
    }
    return reading[0] == null ? Optional.empty() : Optional.ofNullable(reading[0].first);
  }

  /** Reads objects by the classes of this thread, and remembers the first that is not there. */
  private static final class MissingClass extends ObjectInputStream {
    private ClassNotFoundException first;

    private MissingClass(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(type.getName(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException e) {
        if (type.getName().indexOf('.') > 0) { // not a primitive
          first = first == null ? new ClassNotFoundException(type.getName(), e) : first;
        }
        return super.resolveClass(type);
      }
    }
  }
}
