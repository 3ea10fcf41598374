package io.twinstream.migration.move.data;

import io.twinstream.error.Plural;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import io.twinstream.migration.move.SavepointFolder;
import io.twinstream.migration.move.StateFiles;
import io.twinstream.savepoint.Edit;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.StateCopy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Makes a new savepoint of one with changes; the old one is only read. */
public final class SavepointEditor {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

  private final String folder;
  private final Savepoint content;
  private final SavepointChanges changes;
  private final Map<String, String> queries = new LinkedHashMap<>();
  private final SetOffsets offsets;

  private SavepointEditor(String folder, Savepoint content, SavepointChanges changes) {
    this.folder = folder;
    this.content = content;
    this.changes = changes;
    this.offsets = new SetOffsets(changes.offsets());
  }

  /**
   * Checks changes of a savepoint.
   *
   * @throws UserError if it is no savepoint, was changed by hand, or has no such state or partition
   */
  public static SavepointEditor of(String folder, SavepointChanges changes, Configuration hadoop) {
    SavepointEditor editor =
        new SavepointEditor(folder, SavepointCheck.unchanged(folder, hadoop), changes);
    changes.transformed().forEach((state, sql) -> editor.queries.put(editor.state(state), sql));
    editor.checkNames();
    editor.offsets.check(editor.content.sources(), folder);
    return editor;
  }

  private String state(String name) {
    if (!name.isEmpty()) {
      return known(name);
    }
    if (content.states().size() != 1) {
      throw UserError.usage(
          "savepoint %s: holds %d states (%s): write which one is transformed, NAME=SELECT ..."
              .formatted(folder, content.states().size(), names()));
    }
    return content.states().get(0).name();
  }

  private String known(String name) {
    if (content.states().stream().noneMatch(state -> state.name().equals(name))) {
      throw UserError.usage(
          "savepoint %s: no state '%s': there is %s"
              .formatted(folder, name, content.states().isEmpty() ? "none" : names()));
    }
    return name;
  }

  private String names() {
    return content.states().stream().map(StateCopy::name).collect(Collectors.joining(", "));
  }

  private void checkNames() {
    for (String dropped : changes.dropped()) {
      known(dropped);
      if (queries.containsKey(dropped) || changes.renamed().containsKey(dropped)) {
        throw UserError.usage(
            "state '%s': is dropped, and changed too: do one of them".formatted(dropped));
      }
    }
    changes
        .renamed()
        .forEach(
            (from, to) -> {
              known(from);
              if (!NAME.matcher(to).matches() || to.equals(SavepointTables.OFFSETS)) {
                throw UserError.usage(
                    "state '%s': cannot be named '%s': write letters, digits, _, - and dots, and not '%s'"
                        .formatted(from, to, SavepointTables.OFFSETS));
              }
            });
    Set<String> after = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (StateCopy state : content.states()) {
      if (!isDropped(state) && !after.add(renamed(state))) {
        throw UserError.usage(
            "savepoint %s: two states would be named '%s'".formatted(folder, renamed(state)));
      }
    }
  }

  private boolean isDropped(StateCopy state) {
    return changes.dropped().contains(state.name());
  }

  private String renamed(StateCopy state) {
    return changes.renamed().getOrDefault(state.name(), state.name());
  }

  /**
   * Writes the new savepoint: beside, and under its name only when all of it is there and read
   * back.
   *
   * @param out a folder that is new or empty
   * @param command the command line, for the history
   * @param session where the state is read and written
   * @throws UserError if a query is none or changes the keys, the old savepoint is not what was
   *     written, or there is something in the folder
   */
  public Savepoint write(String out, String command, SparkSession session) throws IOException {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    SavepointCheck.unchanged(session, folder, content);
    SavepointTables tables = SavepointTables.open(session, folder);
    Map<String, Dataset<Row>> transformed = new LinkedHashMap<>();
    for (StateCopy state : content.states()) {
      if (queries.containsKey(state.name())) {
        Dataset<Row> rows = tables.query(queries.get(state.name()));
        StateColumns.check(state, rows.schema());
        transformed.put(state.name(), rows);
      }
    }
    return SavepointFolder.write(
        out,
        hadoop,
        staging -> {
          List<String> changed = new ArrayList<>();
          List<StateCopy> states = new ArrayList<>();
          for (StateCopy state : content.states()) {
            if (isDropped(state)) {
              changed.add(
                  "state '%s' dropped: %s".formatted(state.name(), Plural.of(state.rows(), "key")));
            } else {
              states.add(
                  copy(state, tables.rows(state), transformed.get(state.name()), staging, changed));
            }
          }
          List<SourcePosition> sources =
              content.sources().stream().map(source -> offsets.in(source, changed)).toList();
          return edited(sources, states, command, changed, hadoop);
        });
  }

  private StateCopy copy(
      StateCopy state,
      Dataset<Row> before,
      Dataset<Row> transformed,
      String staging,
      List<String> changed) {
    String name = renamed(state);
    String place = SavedState.folder(staging, name);
    String what = "state '%s'".formatted(state.name());
    StateCopy copy;
    try {
      copy = StateFiles.copy(name, transformed == null ? before : transformed, place);
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw SqlFailure.of(what, e);
    }
    if (transformed != null) {
      checkKeys(what, SavedState.in(staging, copy).rows(before.sparkSession()), before);
      changed.add(
          "%s transformed by %s: %s, %s; before %s, %s"
              .formatted(
                  what,
                  Secrets.maskedWord(queries.get(state.name()).strip()),
                  Plural.of(copy.rows(), "key"),
                  copy.columns(),
                  Plural.of(state.rows(), "key"),
                  state.columns()));
    }
    if (!name.equals(state.name())) {
      changed.add("state '%s' renamed '%s'".formatted(state.name(), name));
    }
    return copy;
  }

  private static void checkKeys(String what, Dataset<Row> after, Dataset<Row> before) {
    UniqueKeys keys = UniqueKeys.of(after);
    keys.check(what, "the query must give one row for each, as with GROUP BY key");
    if (keys.hasNull() && before.filter("key IS NULL").isEmpty()) {
      throw UserError.usage(
          "%s: the query makes a row without a key: leave it out, WHERE key IS NOT NULL"
              .formatted(what));
    }
  }

  private Savepoint edited(
      List<SourcePosition> sources,
      List<StateCopy> states,
      String command,
      List<String> changed,
      Configuration hadoop) {
    long now = System.currentTimeMillis();
    List<Edit> history = new ArrayList<>(content.history());
    history.add(
        new Edit(now, command, List.copyOf(changed), folder, Savepoints.sha256(folder, hadoop)));
    return new Savepoint(
        Savepoint.VERSION,
        content.job(),
        content.engine(),
        content.sparkVersion(),
        content.checkpoint(),
        now,
        content.batchIntervalMillis(),
        content.zeroTimeMillis(),
        content.windowsWrittenMillis(),
        content.cut(),
        sources,
        states,
        history);
  }
}
