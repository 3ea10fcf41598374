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
  private final List<String> queriesOfOffsets = new ArrayList<>();
  private final List<String> queriesOfState = new ArrayList<>();
  private final List<String> queriesBefore = new ArrayList<>();
  private List<String> queries = queriesBefore;

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
    if (url != null) {
      offsets = url;
      queries = queriesOfOffsets;
    }
  }

  @Option(
      names = "--state",
      paramLabel = "URL|DIR|NAME",
      description =
          "With a CHECKPOINT: take the state of these operators alone, with commas between, at the newest batch that has it. Else take the state too, with --key: jdbc:URL#TABLE, jdbc:URL with --query, or csv:DIR, json:DIR, parquet:DIR, orc:DIR, of which --query asks the table rows.")
  private void state(String from) {
    if (from != null) {
      state = from;
      queries = queriesOfState;
    }
  }

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description =
          "Of --offsets-table: columns topic, partition and offset, a row for each partition; of --state: a row for each key. It belongs to the one before it.")
  private void query(List<String> all) {
    int known = queriesBefore.size() + queriesOfOffsets.size() + queriesOfState.size();
    // All that were read so far, each time.
    for (int i = known; all != null && i < all.size(); i++) {
      queries.add(all.get(i));
    }
  }

  /**
   * Checks them.
   *
   * @param isOfCheckpoint whether a checkpoint is named, of which the state is
   * @throws UserError if they do not go together
   */
  void check(boolean isOfCheckpoint) {
    if (!queriesBefore.isEmpty() && offsets != null && state != null) {
      throw UserError.usage(
          "--query '%s': write it behind its table".formatted(queriesBefore.get(0)));
    }
    (offsets == null ? queriesOfState : queriesOfOffsets).addAll(queriesBefore);
    queriesBefore.clear();
    if (queriesOfOffsets.size() > 1 || queriesOfState.size() > 1) {
      throw UserError.usage("--query: write one behind each table, and no other");
    }
    if (state == null && !(queriesOfState.isEmpty() && key.isEmpty())) {
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
    return queriesOfOffsets.isEmpty() ? null : queriesOfOffsets.get(0);
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
    return queriesOfState.stream().findFirst();
  }

  /** Returns the columns of the state's key. */
  List<String> key() {
    return key;
  }
}
