package io.twinstream.ends.files;

import io.twinstream.api.Engine;
import io.twinstream.api.HadoopSettings;
import io.twinstream.api.Source;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.SourcePosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * The lines of the text files of a directory: those that are there and those that are moved into it
 * later. Names that begin with a dot or an underscore are not read.
 *
 * <p>Spark's classic file stream looks back one minute and no further, so it alone would pass over
 * older files, which the port reads. Here the first batch of the classic engine holds the files
 * that are there at the start, whatever their age.
 */
final class FilesSource implements Source {
  private final String directory;
  private final HadoopSettings hadoop;
  private FilesRead alreadyRead = FilesRead.NONE;

  /** Reads from the file systems of this process. */
  public FilesSource(String directory) {
    this(directory, HadoopSettings.NONE);
  }

  /**
   * @param hadoop settings of Hadoop's file systems
   */
  public FilesSource(String directory, HadoopSettings hadoop) {
    this.directory = directory;
    this.hadoop = hadoop;
  }

  @Override
  public String spec() {
    return "files:" + directory;
  }

  @Override
  public void check() {
    Path path = new Path(directory);
    try {
      FileSystem files = path.getFileSystem(hadoop.configuration());
      if (files.exists(path) && !files.getFileStatus(path).isDirectory()) {
        throw UserError.usage(
            "%s: is a file: name the directory that files are moved into".formatted(spec()));
      }
      if (!files.exists(path)) {
        throw UserError.usage(
            "%s: no such directory: make it, then move files into it".formatted(spec()));
      }
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec(), e.getMessage()), e);
    }
  }

  @Override
  public void startAt(List<SourcePosition> positions) {
    alreadyRead = FilesRead.of(spec(), positions);
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    Set<String> present = new HashSet<>();
    List<String> unread = new ArrayList<>();
    for (FileStatus file : filesIn(context)) {
      present.add(file.getPath().toString());
      if (!alreadyRead.contains(file.getPath().getName(), file.getModificationTime())) {
        unread.add(file.getPath().toString());
      }
    }
    JavaDStream<String> later =
        context
            .fileStream(
                directory,
                LongWritable.class,
                Text.class,
                TextInputFormat.class,
                path -> isRead(path) && !present.contains(path.toString()),
                false)
            .map(line -> line._2().toString());
    return unread.isEmpty() ? later : FirstBatchInputDStream.ofFiles(context, unread).union(later);
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    Dataset<Row> lines = session.readStream().text(directory);
    // All files that are there are in the first micro-batch, and in no later one.
    Dataset<Row> unread =
        alreadyRead == FilesRead.NONE
            ? lines
            : lines
                .filter(functions.not(alreadyRead.contains(lines.col("_metadata"))))
                .select("value");
    return unread
        .withColumn("arrivedAt", functions.current_timestamp())
        .withColumn("topic", functions.lit(""))
        .withColumn("partition", functions.lit(0))
        .withColumn("offset", functions.lit(-1L));
  }

  /** A classic file stream knows of no records. */
  @Override
  public String countedAs(Engine engine) {
    return engine == Engine.DSTREAM ? "file" : "record";
  }

  /** The files that are there count as all there is. */
  @Override
  public boolean hasEnded() {
    return true;
  }

  private List<FileStatus> filesIn(JavaStreamingContext context) {
    Path path = new Path(directory);
    try {
      FileStatus[] found =
          path.getFileSystem(context.sparkContext().hadoopConfiguration())
              .listStatus(path, FilesSource::isRead);
      return Arrays.stream(found)
          .filter(FileStatus::isFile)
          .sorted(Comparator.comparing(FileStatus::getPath))
          .toList();
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec(), e.getMessage()), e);
    }
  }

  private static boolean isRead(Path path) {
    return !path.getName().startsWith(".") && !path.getName().startsWith("_");
  }
}
