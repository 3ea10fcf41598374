package io.twinstream.cli;

import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.RowsRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code compare --rows}: what is compared, and how. */
final class RowsOptions {
  /** What a side's rows are. */
  enum As {
    /** One row of each key. */
    TABLE,
    /** Every row counts. */
    LOG
  }

  @Option(
      names = "--rows",
      arity = "2",
      paramLabel = "END",
      description = {
        "Compare what two programs wrote, LEFT and RIGHT, each one of:",
        "jdbc:URL#TABLE or jdbc:URL#QUERY, kafka:HOST:PORT/TOPIC, json:DIR, csv:DIR, parquet:DIR, orc:DIR, delta:DIR;",
        "?columns=A,B behind a topic or csv:DIR: CSV without names; ?avro=SCHEMA_FILE[&confluent] behind a topic: Avro."
      })
  private List<String> ends;

  @Option(
      names = "--as",
      paramLabel = "table|log",
      defaultValue = "table",
      description =
          "table: one row of each key, of a topic the last; log: every row counts; default: ${DEFAULT-VALUE}.")
  private As as;

  @Option(
      names = "--order",
      paramLabel = "COL",
      description =
          "table: of several rows of a key the one with the greatest value counts; not compared.")
  private String order;

  @Option(
      names = "--tolerance",
      split = ",",
      paramLabel = "COL=N",
      description = "Numbers of the column are equal if they differ by at most N.")
  private Map<String, BigDecimal> tolerances = new LinkedHashMap<>();

  @Mixin private KafkaPropertiesOption properties;

  @Option(
      names = "--classpath",
      paramLabel = "JAR[,JAR]",
      description = "Jars of JDBC drivers, or of Delta; bin/twinstream loads them.")
  private List<String> classpath;

  /** Tells whether rows are to be compared, and not the twins of a job. */
  boolean areAsked() {
    return ends != null;
  }

  /**
   * Returns the request.
   *
   * @throws UserError if options are missing or wrong
   */
  RowsRequest request(ColumnsOptions columns) {
    if (columns.key.isEmpty() && columns.window == null) {
      throw UserError.usage("--rows: which columns are the key? write --key COL[,COL]");
    }
    tolerances.forEach(
        (column, most) -> {
          if (most.signum() < 0) {
            throw UserError.usage(
                "--tolerance %s=%s: write 0 or more".formatted(column, most.toPlainString()));
          }
        });
    return new RowsRequest(
        ends.get(0),
        ends.get(1),
        columns.key,
        as == As.LOG,
        Optional.ofNullable(columns.window),
        Optional.ofNullable(order),
        columns.ignored,
        columns.renamed,
        tolerances,
        properties.read());
  }
}
