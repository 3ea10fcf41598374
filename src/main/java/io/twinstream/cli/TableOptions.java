package io.twinstream.cli;

import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The tables that offsets and state of a program are in, each with the query that follows it. */
final class TableOptions {
  private String offsets;
  private String state;
  private String queryOfOffsets;
  private String queryOfState;
  private String named;
  private final List<String> unasked = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "COLS",
      split = ",",
      description = "Columns of --state that are the key; the others are the state.")
  private List<String> key = List.of();

  @Option(
      names = "--offsets-table",
      paramLabel = "URL",
      description = "Take the offsets that --query finds in this database.")
  private void offsets(String url) {
    offsets = url;
    named = "--offsets-table";
  }

  @Option(
      names = "--state",
      paramLabel = "URL|DIR|NAME",
      description =
          "With a CHECKPOINT: take the state of these operators alone, with commas between, at the newest batch that has it. Else take the state too, with --key: jdbc:URL#TABLE, jdbc:URL with --query, or csv:DIR, json:DIR, parquet:DIR, orc:DIR, of which --query asks the table rows.")
  private void state(String from) {
    state = from;
    named = "--state";
  }

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description =
          "Of --offsets-table: columns topic, partition and offset, a row for each partition; of --state: a row for each key. It belongs to the one before it.")
  private void query(String sql) {
    if (named == null) {
      unasked.add(sql);
    } else if (named.equals("--state")) {
      queryOfState = once(queryOfState, sql);
    } else {
      queryOfOffsets = once(queryOfOffsets, sql);
    }
  }

  private static String once(String before, String sql) {
    if (before != null) {
      throw UserError.usage("--query: write one behind each table, and not '%s' too".formatted(sql));
    }
    return sql;
  }

  /**
   * Checks them.
   *
   * @param isOfCheckpoint whether a checkpoint is named, of which the state is
   * @throws UserError if they do not go together
   */
  void check(boolean isOfCheckpoint) {
    for (String sql : unasked) {
      if (offsets != null && state != null) {
        throw UserError.usage("--query '%s': write it behind its table".formatted(sql));
      }
      if (offsets != null) {
        queryOfOffsets = once(queryOfOffsets, sql);
      } else {
        queryOfState = once(queryOfState, sql);
      }
    }
    unasked.clear();
    if (state == null && (queryOfState != null && offsets == null || !key.isEmpty())) {
      throw UserError.usage(
          "--query, --columns, --offset-is and --key: only with --offsets-table URL or --state");
    }
    if (state != null && key.isEmpty() && !isOfCheckpoint) {
      throw UserError.usage("--state: which columns are the key? write --key COL[,COL]");
    }
  }

  /** Returns the URL of the table of offsets; null without. */
  String offsets() {
    return offsets;
  }

  /** Returns the query of the table of offsets; null without. */
  String queryOfOffsets() {
    return queryOfOffsets;
  }

  /** Returns where the state is; empty without. */
  Optional<String> state() {
    return Optional.ofNullable(state);
  }

  /** Returns the operators that were named of a checkpoint; none for all. */
  Set<String> operators() {
    return state == null ? Set.of() : new LinkedHashSet<>(List.of(state.split(",")));
  }

  /** Returns the query for the state; empty for all of it. */
  Optional<String> queryOfState() {
    return Optional.ofNullable(queryOfState);
  }

  /** Returns the columns of the state's key. */
  List<String> key() {
    return key;
  }
}
