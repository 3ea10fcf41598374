package io.twinstream.migration.move.data;

import io.twinstream.ends.jdbc.Drivers;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows that a program keeps as its state, in a database or in files.
 *
 * @param from {@code jdbc:URL}, {@code jdbc:URL#TABLE}, or a folder or file, with its format before
 *     it where the names do not tell: {@code csv:DIR}
 * @param query of a database in its own SQL, of files of the table {@code rows}; empty for all rows
 */
record StateQuery(String from, Optional<String> query) {
  private static final Pattern FORMAT = Pattern.compile("(csv|json|parquet|orc):(.+)");
  private static final Pattern NAMED =
      Pattern.compile(".*\\.(csv|json|jsonl|parquet|orc)(\\.(gz|bz2|zst))?");
  private static final String ROWS_AT_ONCE = "10000";
  private static final String ROWS = "rows";

  String spec() {
    return Secrets.masked(from);
  }

  String describe() {
    return "that of %s%s".formatted(spec(), query.map(sql -> ", by " + sql.strip()).orElse(""));
  }

  /**
   * Returns the rows, which are read when they are used.
   *
   * @throws UserError if there are none, or the query is none
   */
  Dataset<Row> rows(SparkSession session) {
    if (from.startsWith("jdbc:")) {
      return ofDatabase(session);
    }
    Dataset<Row> files = ofFiles(session);
    if (query.isEmpty()) {
      return files;
    }
    files.createOrReplaceTempView(ROWS);
    return SavepointTables.query(
        session,
        query.get(),
        "the table is %s (%s)".formatted(ROWS, String.join(", ", files.columns())));
  }

  private Dataset<Row> ofDatabase(SparkSession session) {
    int mark = from.indexOf('#');
    String url = mark < 0 ? from : from.substring(0, mark);
    if ((mark < 0) == query.isEmpty()) {
      throw UserError.usage(
          "%s: name a table behind #, or write a query: one of them".formatted(spec()));
    }
    DataFrameReader reader =
        session
            .read()
            .format("jdbc")
            .option("url", url)
            .option("driver", Drivers.of(url, spec()).getClass().getName())
            .option("fetchsize", ROWS_AT_ONCE);
    if (mark < 0) {
      reader.option("query", SavepointTables.plain(query.get()));
    } else {
      reader.option("dbtable", from.substring(mark + 1));
    }
    try {
      return reader.load();
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw SqlFailure.of(spec(), e);
    }
  }

  private Dataset<Row> ofFiles(SparkSession session) {
    Matcher given = FORMAT.matcher(from);
    String folder = given.matches() ? given.group(2) : from;
    Set<String> formats = formats(session, folder);
    String format = given.matches() ? given.group(1) : only(formats);
    DataFrameReader reader = session.read().option("mode", "FAILFAST");
    try {
      return switch (format) {
        case "csv" -> reader.option("header", "true").option("enforceSchema", "false").csv(folder);
        case "json", "jsonl" -> reader.json(folder);
        default -> reader.format(format).load(folder);
      };
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw SqlFailure.of(spec(), e);
    }
  }

  private String only(Set<String> formats) {
    if (formats.size() != 1) {
      throw UserError.usage(
          "%s: %s: write what it is, csv:%s, json:..., parquet:... or orc:..."
              .formatted(
                  spec(),
                  formats.isEmpty()
                      ? "the names of its files do not tell their format"
                      : "has files of several formats, " + String.join(" and ", formats),
                  spec()));
    }
    return formats.iterator().next();
  }

  /** Returns what the names of the files end with. */
  private Set<String> formats(SparkSession session, String folder) {
    Path path = new Path(folder);
    Set<String> formats = new TreeSet<>();
    try {
      FileSystem files = path.getFileSystem(session.sparkContext().hadoopConfiguration());
      if (!files.exists(path)) {
        throw UserError.usage("%s: there is no such folder or file".formatted(spec()));
      }
      RemoteIterator<LocatedFileStatus> all = files.listFiles(path, true);
      while (all.hasNext()) {
        String name = all.next().getPath().getName().toLowerCase(Locale.ROOT);
        Matcher named = NAMED.matcher(name);
        if (!name.startsWith("_") && !name.startsWith(".") && named.matches()) {
          formats.add(named.group(1).equals("jsonl") ? "json" : named.group(1));
        }
      }
      return formats;
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(spec(), e.getMessage()), e);
    }
  }

  /** Returns the columns of the key as they are written in the rows. */
  List<String> keys(Dataset<Row> rows, List<String> names) {
    return names.stream().map(name -> column(rows, name)).toList();
  }

  private String column(Dataset<Row> rows, String name) {
    for (String each : rows.columns()) {
      if (each.equalsIgnoreCase(name)) {
        return each;
      }
    }
    throw UserError.usage(
        "%s: has no column '%s' for the key, but %s"
            .formatted(spec(), name, String.join(", ", rows.columns())));
  }
}
