package io.twinstream.cli;

import io.twinstream.engine.Sessions;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.migration.move.data.SavepointChanges;
import io.twinstream.migration.move.data.SavepointEditor;
import io.twinstream.migration.move.data.SavepointTables;
import io.twinstream.savepoint.Edit;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that look into a savepoint, or make a new one of it, and what they do. */
final class SavepointDataOptions {
  private static final Pattern NAMED = Pattern.compile("(?s)([\\w.-]+)=(.+)");
  private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d{1,9})");

  @Option(
      names = "--sql",
      paramLabel = "SQL",
      description =
          "Print what a query finds in a savepoint: tables are its states by name, the only one also as state, and offsets.")
  private String sql;

  @Option(
      names = "--format",
      paramLabel = "text|csv|json",
      description = "With --sql: text, csv or json, an object in a line; default: text.")
  private RowsFormat format;

  @Option(
      names = "--transform",
      paramLabel = "[STATE=]SQL",
      description =
          "Make a new savepoint (--out), with what this query finds as the rows of a state; repeatable.")
  private List<String> transformed = List.of();

  @Option(
      names = "--drop",
      paramLabel = "STATE",
      split = ",",
      description = "Make a new savepoint without this state.")
  private List<String> dropped = List.of();

  @Option(
      names = "--rename",
      paramLabel = "A=B",
      split = ",",
      description = "Make a new savepoint, in which state A is named B.")
  private Map<String, String> renamed = new LinkedHashMap<>();

  @Option(
      names = "--set",
      paramLabel = "TOPIC-P=OFFSET",
      split = ",",
      description = "Make a new savepoint, from which partition P is read on at this offset.")
  private Map<String, Long> offsets = new LinkedHashMap<>();

  /** Tells whether one of them was given. */
  boolean isAsked() {
    return sql != null || format != null || isEdit();
  }

  private boolean isEdit() {
    return !transformed.isEmpty() || !dropped.isEmpty() || !renamed.isEmpty() || !offsets.isEmpty();
  }

  /**
   * Checks them.
   *
   * @param savepoint null if none is named
   * @param out null if none is named
   * @throws UserError if they do not go together
   */
  void check(String savepoint, String out) {
    if (savepoint == null) {
      throw UserError.usage("--sql, --transform, --drop, --rename and --set: name a savepoint");
    }
    if (sql == null && format != null) {
      throw UserError.usage("--format: only with --sql");
    }
    if (sql != null && (isEdit() || out != null)) {
      throw UserError.usage("--sql: only looks: leave out --out and what changes the savepoint");
    }
    if (isEdit() && out == null) {
      throw UserError.usage(
          "--transform, --drop, --rename and --set: write --out DIR, as the savepoint itself is not changed");
    }
  }

  /** Does what was asked for; returns the exit code. */
  int run(CommandLine line, SparkOptions spark, String savepoint, String out) throws IOException {
    return sql == null ? edit(line, spark, savepoint, out) : query(line, spark, savepoint);
  }

  private int query(CommandLine line, SparkOptions spark, String savepoint) throws IOException {
    try (SparkSession session = session(spark)) {
      long rows =
          new RowsPrinter(line.getOut())
              .print(
                  SavepointTables.open(session, savepoint).query(sql),
                  format == null ? RowsFormat.TEXT : format);
      GlobalOptions.say(line, Plural.of(rows, "row"));
    }
    return ExitCode.OK.code();
  }

  static SparkSession session(SparkOptions spark) {
    return Sessions.openForQueries(
        "twinstream savepoint", spark.settings(), SavepointTables.defaults());
  }

  private int edit(CommandLine line, SparkOptions spark, String savepoint, String out)
      throws IOException {
    long start = System.nanoTime();
    SavepointEditor editor =
        SavepointEditor.of(savepoint, changes(), spark.hadoop().configuration());
    try (SparkSession session = session(spark)) {
      Savepoint made = editor.write(out, ShownCommand.of(line), session);
      Edit edit = made.history().get(made.history().size() - 1);
      PrintWriter standard = line.getOut();
      edit.changes().forEach(standard::println);
      standard.printf(
          "savepoint %s: written and read back in %s%n",
          out, DurationText.show(Duration.ofNanos(System.nanoTime() - start)));
      standard.flush();
    }
    return ExitCode.OK.code();
  }

  private SavepointChanges changes() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String each : transformed) {
      Matcher named = NAMED.matcher(each.strip());
      boolean isNamed = named.matches();
      String state = isNamed ? named.group(1) : "";
      if (queries.put(state, isNamed ? named.group(2) : each) != null) {
        throw UserError.usage("--transform %s: its state has a query already".formatted(each));
      }
    }
    if (queries.containsKey("") && queries.size() > 1) {
      throw UserError.usage("--transform: write STATE=SQL where there are several");
    }
    Map<TopicPartition, Long> set = new TreeMap<>();
    offsets.forEach(
        (partition, offset) -> {
          Matcher matcher = PARTITION.matcher(partition);
          if (!matcher.matches()) {
            throw UserError.usage(
                "--set %s=%d: write TOPIC-PARTITION=OFFSET, as in orders-0=118"
                    .formatted(partition, offset));
          }
          set.put(new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))), offset);
        });
    return new SavepointChanges(queries, new ArrayList<>(dropped), renamed, set);
  }
}
