package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Files of a format in a folder, or one file, on any file system that Hadoop knows.
 *
 * @param columns of CSV without a first line that names them
 */
record FolderEnd(String format, String spec, String folder, Optional<List<String>> columns)
    implements End {
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  static FolderEnd parse(String format, String spec) {
    GivenColumns given = GivenColumns.of(spec);
    String folder = given.spec().substring(format.length() + 1);
    if (folder.isBlank()) {
      throw UserError.usage("'%s': name a folder: %s:DIR".formatted(spec, format));
    }
    if (given.columns().isPresent() && !format.equals("csv")) {
      throw UserError.usage("'%s': only CSV has columns to name".formatted(spec));
    }
    return new FolderEnd(format, spec, folder, given.columns());
  }

  @Override
  public Map<String, String> settings() {
    return format.equals("delta") && hasDelta()
        ? Map.of(
            "spark.sql.extensions",
            DELTA,
            "spark.sql.catalog.spark_catalog",
            "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        : Map.of();
  }

  @Override
  public EndRows read(SparkSession session) {
    checkFiles(session.sparkContext().hadoopConfiguration());
    DataFrameReader reader = session.read();
    return switch (format) {
      case "json" -> typed(JsonValues.ofFiles(session, spec, folder));
      case "csv" -> new EndRows(csv(reader), false, false, List.of());
      case "delta" -> {
        checkDelta(session);
        yield typed(reader.format("delta").load(folder));
      }
      default -> typed(reader.format(format).load(folder));
    };
  }

  private static EndRows typed(Dataset<Row> rows) {
    return new EndRows(rows, true, false, List.of());
  }

  private Dataset<Row> csv(DataFrameReader reader) {
    reader.option("mode", "FAILFAST").option("enforceSchema", "false");
    if (columns.isEmpty()) {
      return reader.option("header", "true").csv(folder);
    }
    return reader.schema(csvSchema(columns.get())).csv(folder);
  }

  static StructType csvSchema(List<String> columns) {
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  private void checkDelta(SparkSession session) {
    if (!hasDelta()) {
      throw UserError.usage(
          "%s: Delta's jars are not on the class path: add delta-spark_%s and delta-storage (io.delta) of Delta's release for Spark %s"
              .formatted(spec, scalaLine(), session.version()));
    }
    Path log = new Path(folder, "_delta_log");
    try {
      if (!log.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(log)) {
        throw UserError.usage(
            "%s: is not a Delta table: there is no %s in it".formatted(spec, log.getName()));
      }
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec, e.getMessage()), e);
    }
  }

  private static String scalaLine() {
    return scala.util.Properties$.MODULE$.versionNumberString().replaceFirst("\\.\\d+$", "");
  }

  private static boolean hasDelta() {
    try {
      Class.forName(DELTA, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Tells whether the folder is there and has no rows yet. */
  boolean isEmpty(SparkSession session) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(session.sparkContext().hadoopConfiguration());
      return files.exists(path) && !hasData(files, path);
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec, e.getMessage()), e);
    }
  }

  /** Returns a text that is another one when files have come, gone or changed. */
  String listing(SparkSession session) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(session.sparkContext().hadoopConfiguration());
      RemoteIterator<LocatedFileStatus> each = files.listFiles(path, true);
      long count = 0;
      long sum = 0;
      while (each.hasNext()) {
        LocatedFileStatus file = each.next();
        count++;
        sum +=
            31L * (31L * file.getPath().toString().hashCode() + file.getLen())
                + file.getModificationTime();
      }
      return count + " files, " + sum;
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec, e.getMessage()), e);
    }
  }

  private void checkFiles(Configuration hadoop) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw UserError.usage("%s: there is no such folder or file".formatted(spec));
      }
      if (!hasData(files, path)) {
        throw UserError.usage(
            "%s: has no files with rows: is it the right folder, and was it written?"
                .formatted(spec));
      }
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec, e.getMessage()), e);
    }
  }

  /** As Spark sees it: names that begin with _ or . are hidden. */
  private static boolean hasData(FileSystem files, Path path) throws IOException {
    for (FileStatus each : files.listStatus(path)) {
      String name = each.getPath().getName();
      boolean isHidden = name.startsWith(".") || name.startsWith("_") && !name.contains("=");
      if (!isHidden && (each.isFile() ? each.getLen() > 0 : hasData(files, each.getPath()))) {
        return true;
      }
    }
    return false;
  }
}
