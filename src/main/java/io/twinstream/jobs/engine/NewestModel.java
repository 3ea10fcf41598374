package io.twinstream.jobs.engine;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The newest model of a directory, by the order of the names, as a broadcast value: asked for with
 * each batch, and loaded where it is another one than before, or Spark's context is. A checkpoint
 * holds where the models are, and never a model.
 */
public final class NewestModel implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private transient SparkContext owner;
  private transient String loaded;
  private transient Broadcast<MediaModel> model;

  /**
   * @param directory of models; null for the one that is trained at the start
   */
  public NewestModel(String directory) {
    this.directory = directory;
  }

  /**
   * Checks that there is a model to begin with.
   *
   * @throws UserError if there is none
   */
  public void check(Configuration hadoop) {
    if (directory != null) {
      newest(hadoop);
    }
  }

  /**
   * Returns the model that is the newest now; on the driver.
   *
   * @throws UserError if it cannot be read
   */
  public synchronized Broadcast<MediaModel> in(SparkContext context) {
    String newest = directory == null ? "" : newest(context.hadoopConfiguration()).toString();
    if (owner != context || !newest.equals(loaded)) {
      SparkSession session = SparkSession.builder().sparkContext(context).getOrCreate();
      MediaModel read =
          directory == null
              ? MediaModels.seeded(session)
              : MediaModels.load(session, new Path(newest));
      // The one before is left to Spark's cleaner: batches that wait may still be scored by it.
      model = JavaSparkContext.fromSparkContext(context).broadcast(read);
      loaded = newest;
      owner = context;
    }
    return model;
  }

  private Path newest(Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Optional<Path> newest =
          files.exists(folder)
              ? Arrays.stream(files.listStatus(folder))
                  .filter(FileStatus::isDirectory)
                  .map(FileStatus::getPath)
                  .filter(path -> !path.getName().startsWith("."))
                  .max(Comparator.comparing(Path::getName))
              : Optional.empty();
      return newest.orElseThrow(
          () ->
              UserError.usage(
                  "models %s: no model is there: make one there by 'twinstream train recommend'"
                      .formatted(directory)));
    } catch (IOException e) {
      throw UserError.failed(
          "models %s: cannot be read (%s)".formatted(directory, FileErrors.reason(e)), e);
    }
  }
}
